using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests.Forecast;

/// <summary>A step of a series.</summary>
internal sealed class SeriesRow
{
    internal static readonly DateTime Start = new(2024, 1, 1);

    public string Meter { get; set; } = "";

    public DateTime Time { get; set; }

    public float Load { get; set; }

    public float Weather { get; set; }

    public bool Holiday { get; set; }

    public float Region { get; set; }

    [VectorType(2)]
    public float[] Pair { get; set; } = [];

    /// <summary>Series with a season of eight steps, different phases and levels, and a little noise.</summary>
    internal static SeriesRow[] Make(int series = 2, int steps = 120, int seed = 1)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, series).SelectMany(each => Enumerable.Range(0, steps).Select(step => new SeriesRow
            {
                Meter = ((char)('a' + each)).ToString(),
                Time = Start.AddHours(step),
                Load = LoadOf(each, step) + (0.1f * random.NextSingle()),
                Weather = random.NextSingle(),
                Holiday = step % 7 == 0,
                Region = each,
                Pair = [LoadOf(each, step), 5 - LoadOf(each, step + 3)],
            })),
        ];
    }

    internal static float LoadOf(int series, int step) =>
        (10 * series) + ((series + 1) * MathF.Sin(MathF.Tau * (step + series) / 8));

    internal static IDataView View(MLContext mlContext, IEnumerable<SeriesRow> rows) => mlContext.Data.LoadFromEnumerable(rows);
}
