using Microsoft.ML;
using MlNet.Sequences.Plots;

namespace MlNet.Sequences.Cli;

/// <summary>All that a report shows, gathered from rows that are scored already.</summary>
internal sealed record ReportContent
{
    internal required LoadedModel Model { get; init; }

    internal required string ModelPath { get; init; }

    internal required string DataName { get; init; }

    internal required MetricsReport Metrics { get; init; }

    internal required Findings Findings { get; init; }

    internal required WorstMistakes Mistakes { get; init; }

    /// <summary>Draws the lengths of the texts.</summary>
    internal required Func<Plot> Lengths { get; init; }

    internal DateTimeOffset Time { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>Reads scores and texts in step, so that no text is held that is not shown and none is scored again.</summary>
    /// <param name="findings">Where the scores go.</param>
    /// <param name="scored">The rows with labels and scores, kept in memory.</param>
    /// <param name="texts">The same rows before they were scored.</param>
    /// <param name="textColumn">The column with the texts.</param>
    internal static WorstMistakes Gather(Findings findings, IDataView scored, IDataView texts, string textColumn)
    {
        var mistakes = new WorstMistakes();
        using var scores = scored.GetRowCursor([scored.Schema[Measurement.LabelColumn], .. findings.Columns.Select(name => scored.Schema[name])]);
        using var rows = texts.GetRowCursor([texts.Schema[textColumn]]);
        var read = findings.Bind(scores, Measurement.LabelColumn);
        var getText = rows.GetGetter<ReadOnlyMemory<char>>(texts.Schema[textColumn]);
        var text = default(ReadOnlyMemory<char>);
        while (scores.MoveNext() && rows.MoveNext())
        {
            if (read() is not { } mistake)
                continue;
            getText(ref text);
            mistakes.Add(mistake, text);
        }

        return mistakes;
    }

    /// <summary>The lengths before a text is cut to what the model reads, where the pipeline has them.</summary>
    internal static Plot DrawLengths(LoadedModel model, IDataView texts)
    {
        var encoded = model.Encoders.Aggregate(texts, (view, transformer) => transformer.Transform(view));
        string tokens = TrainingPipeline.OwnColumns[0];
        return encoded.Schema.GetColumnOrNull(tokens)?.Type is Microsoft.ML.Data.VectorDataViewType
            ? ModelPlots.LengthHistogram(encoded, tokens, model.Length)
            : ModelPlots.LengthHistogram(encoded, model.Predictor.FeatureColumnName);
    }
}
