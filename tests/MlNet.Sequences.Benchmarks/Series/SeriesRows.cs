using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>A row of a time step: how measurements lie in a table.</summary>
internal sealed class StepRow
{
    public string Series { get; set; } = "";

    public int Step { get; set; }

    public float[] Values { get; set; } = [];

    public string Label { get; set; } = "";
}

/// <summary>Series as rows of time steps, and back to sequences by the library.</summary>
internal static class SeriesRows
{
    internal static IDataView Of(MLContext mlContext, IEnumerable<LabeledSeries> series)
    {
        StepRow[] rows =
        [
            .. series.SelectMany((each, number) => Enumerable.Range(0, each.Steps).Select(step => new StepRow
            {
                Series = $"{number}",
                Step = step,
                Values = [.. each.Channels.Select(channel => channel[step])],
                Label = each.Label,
            })),
        ];
        var schema = SchemaDefinition.Create(typeof(StepRow));
        schema[nameof(StepRow.Values)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Values.Length);
        return mlContext.Data.LoadFromEnumerable(rows, schema);
    }

    /// <summary>One row a series, with the steps, or windows of several steps, as the steps of a sequence.</summary>
    internal static IDataView ToSequences(MLContext mlContext, IDataView rows, SeriesCandidate candidate)
    {
        string column = nameof(StepRow.Values);
        if (candidate.Window > 1)
        {
            rows = mlContext.Data.SlidingWindow(rows, new SlidingWindowOptions
            {
                SeriesColumnName = nameof(StepRow.Series),
                TimeColumnName = nameof(StepRow.Step),
                InputColumnNames = [nameof(StepRow.Values)],
                KeptColumnNames = [nameof(StepRow.Label)],
                OutputColumnName = "Window",
                WindowSize = candidate.Window,
                Stride = candidate.Stride,
            });
            column = "Window";
        }

        return mlContext.Data.CollectSequences(rows, new CollectSequencesOptions
        {
            SequenceColumnName = nameof(StepRow.Series),
            TimeColumnName = nameof(StepRow.Step),
            InputColumnNames = [column],
            KeptColumnNames = [nameof(StepRow.Label)],
        });
    }
}
