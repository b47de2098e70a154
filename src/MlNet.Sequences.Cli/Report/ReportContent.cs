using Microsoft.ML;
using MlNet.Sequences.Plots;

namespace MlNet.Sequences.Cli;

/// <summary>Everything that a report shows, collected from scored rows.</summary>
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

    /// <summary>Draws which words made an error; null if the model can't be explained.</summary>
    internal required ErrorExplanations? Explanations { get; init; }

    internal DateTimeOffset Time { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>Reads scores and texts in parallel, so that only the texts shown are kept and none is scored again.</summary>
    /// <param name="findings">Receives the scores.</param>
    /// <param name="scored">The rows with labels and scores, kept in memory.</param>
    /// <param name="texts">The same rows before they were scored.</param>
    /// <param name="number">The number of texts of a row.</param>
    internal static WorstMistakes Gather(Findings findings, IDataView scored, IDataView texts, int number)
    {
        var mistakes = new WorstMistakes();
        using var scores = scored.GetRowCursor(
            [scored.Schema[Measurement.LabelColumn], .. findings.Columns.Select(name => scored.Schema[name])]);
        DataViewSchema.Column[] columns = [.. Enumerable.Range(0, number).Select(i => texts.Schema[OwnColumns.Text(i)])];
        using var rows = texts.GetRowCursor(columns);
        var read = findings.Bind(scores, Measurement.LabelColumn);
        ValueGetter<ReadOnlyMemory<char>>[] getTexts = [
            .. columns.Select(column => rows.GetGetter<ReadOnlyMemory<char>>(column))];
        var text = default(ReadOnlyMemory<char>);
        while (scores.MoveNext() && rows.MoveNext())
        {
            if (read() is not { } mistake)
                continue;
            mistakes.Add(mistake, string.Join("\n", getTexts.Select(Read)).AsMemory());
        }

        return mistakes;

        string Read(ValueGetter<ReadOnlyMemory<char>> getText)
        {
            getText(ref text);
            return text.ToString();
        }
    }

    /// <summary>The lengths before truncation to what the model reads, if the pipeline has them.</summary>
    /// <exception cref="ArgumentException">The model is an ensemble.</exception>
    internal static Plot DrawLengths(LoadedModel model, IDataView texts)
    {
        if (model.Ensemble is not null)
            throw new ArgumentException("The models of an ensemble may split texts differently.", nameof(model));
        var encoded = model.Scoring.Encoder.Transform(texts);
        string tokens = TrainingPipeline.MadeColumns[0];
        return encoded.Schema.GetColumnOrNull(tokens)?.Type is Microsoft.ML.Data.VectorDataViewType
            ? ModelPlots.LengthHistogram(encoded, tokens, model.Length)
            : ModelPlots.LengthHistogram(encoded, model.FeatureColumn);
    }
}
