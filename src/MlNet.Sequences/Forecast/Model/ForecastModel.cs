namespace MlNet.Sequences;

/// <summary>A trained forecaster: its network, its columns, and how series are scaled. Immutable and thread-safe.</summary>
/// <param name="network">The network, which the model then owns.</param>
/// <param name="columns">The columns.</param>
/// <param name="scales">The scales of the series that it was trained on.</param>
/// <param name="offsets">What calibrates its bounds; null for nothing.</param>
internal sealed class ForecastModel(
    TrainedNetwork network, ForecastColumns columns, SeriesScales scales, ConformalOffsets? offsets) : IDisposable
{
    internal TrainedNetwork Network => network;

    internal ForecastColumns Columns => columns;

    internal SeriesScales Scales => scales;

    internal ConformalOffsets? Offsets => offsets;

    internal ForecastArchitecture Architecture { get; } = (ForecastArchitecture)network.Architecture;

    internal ForecastObjective Objective { get; } = (ForecastObjective)network.Objective;

    /// <summary>What is made of dates.</summary>
    internal CalendarChannels Calendar { get; } = new(columns.Calendar);

    /// <summary>The forecasts of a row in one column: the horizon times the targets.</summary>
    internal int Width => Architecture.Horizon * Architecture.Targets;

    /// <summary>The forecasts of a row in all columns.</summary>
    internal int Outputs => Width * Architecture.Values;

    /// <summary>Reads the series of a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing, of a wrong type, or of another width than in training.
    /// </exception>
    internal SeriesSet Read(Microsoft.ML.IDataView input, CancellationToken cancellationToken = default)
    {
        var set = SeriesReader.Read(input, columns.ToSeries(), cancellationToken);
        var (targets, past, known, constant) = WidthsOf(set.Columns, columns);
        var made = (targets, past, known + Calendar.Width, constant);
        return made == (Architecture.Targets, Architecture.PastNumbers, Architecture.KnownNumbers, Architecture.StaticNumbers)
            ? Calendar.Insert(set, targets + past + known)
            : throw new ArgumentOutOfRangeException(
                nameof(input),
                $"The columns must have as many numbers as in training, {Architecture.Targets} targets, " +
                $"{Architecture.PastNumbers} of the past, {Architecture.KnownNumbers - Calendar.Width} known and " +
                $"{Architecture.StaticNumbers} static; received {targets}, {past}, {known} and {constant}.");
    }

    /// <summary>The numbers of each kind in columns that were read.</summary>
    internal static (int Targets, int Past, int Known, int Static) WidthsOf(
        IReadOnlyList<SeriesChannels> read, ForecastColumns columns)
    {
        int[] widths = [.. read.Select(column => column.Width)];
        int known = 1 + columns.Past.Count, constant = known + columns.Known.Count;
        return (widths[0], widths[1..known].Sum(), widths[known..constant].Sum(), widths[constant..].Sum());
    }

    /// <summary>
    /// Forecasts from steps: for each the forecasts, the lower and the upper bounds, or NaN where there is no whole
    /// window with a value, or not all that should be known of the steps ahead.
    /// </summary>
    /// <param name="set">The series, which has the times of steps.</param>
    /// <param name="places">The last step of each window.</param>
    /// <param name="forecasts">Receives <see cref="Outputs"/> numbers for each.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    internal void Score(
        SeriesSet set, IReadOnlyList<ForecastPlace> places, Memory<float> forecasts,
        CancellationToken cancellationToken = default)
    {
        var windows = new SequenceBuffer(network.Input);
        var scored = new List<(int Place, SeriesScale Scale)>(places.Count);
        for (int i = 0; i < places.Count; i++)
        {
            if (Add(windows, set, places[i]) is { } scale)
                scored.Add((i, scale));
            else
                forecasts.Span.Slice(i * Outputs, Outputs).Fill(float.NaN);
        }

        float[] logits = new float[windows.Count * Outputs];
        network.Score(windows, logits, cancellationToken);
        for (int i = 0; i < scored.Count; i++)
        {
            var (place, scale) = scored[i];
            var scaled = logits.AsSpan(i * Outputs, Outputs);
            var own = forecasts.Span.Slice(place * Outputs, Outputs);
            offsets?.Apply(scaled.Slice(Width, Width), scaled.Slice(2 * Width, Width));
            for (int j = 0; j < own.Length; j++)
                own[j] = scale.Undo(scaled[j], j % Architecture.Targets);
        }
    }

    public void Dispose() => network.Dispose();

    // Adds a window, and returns the scale of its targets; null if it can't be forecast from.
    private SeriesScale? Add(SequenceBuffer windows, SeriesSet set, ForecastPlace place)
    {
        int channels = Architecture.Channels, first = place.Step + 1 - Architecture.WindowSize;
        if (first < 0)
            return null;
        var window = place.Series.Memory.Slice(first * channels, Architecture.WindowSize * channels);
        if (!HasTarget(window.Span) || !place.TryKnown(Architecture, set, Calendar, out float[] known))
            return null;
        var scale = scales.Find(place.Series.Name) ?? (Architecture.Scaling == ForecastScaling.None
            ? SeriesScale.Identity(Architecture.Targets)
            : SeriesScale.Of([window], channels, 0, Architecture.Targets));
        var example = windows.AppendValues(Architecture.ExampleSteps * channels);
        scales.Apply(scale, window.Span, example);
        if (known.Length > 0)
            scales.Apply(scale, known, example[window.Length..]);
        windows.EndSequence();
        return scale;
    }

    private bool HasTarget(ReadOnlySpan<float> window)
    {
        for (int at = 0; at < window.Length; at += Architecture.Channels)
        {
            if (window.Slice(at, Architecture.Targets).ContainsAnyInRange(float.NegativeInfinity, float.PositiveInfinity))
                return true;
        }

        return false;
    }
}
