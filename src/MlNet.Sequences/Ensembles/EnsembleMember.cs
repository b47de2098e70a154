using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>A model of an ensemble.</summary>
/// <param name="Name">It, as in messages: "model 2 (lstm)".</param>
/// <param name="Scorer">The steps from the data to its scores.</param>
/// <param name="Answer">How its scores are read.</param>
internal sealed record EnsembleMember(string Name, ITransformer Scorer, MemberAnswer Answer)
{
    /// <summary>Its name in messages.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="predictor">The step that predicts.</param>
    internal static string NameOf(int number, ITransformer predictor) =>
        FormattableString.Invariant($"model {number + 1} ({KindOf(predictor)})");

    /// <summary>What predicts: "lstm".</summary>
    internal static string KindOf(ITransformer predictor) => predictor switch
    {
        SequencePredictionTransformer network => network.Architecture,
        NgramPredictionTransformer => "ngrams",
        EnsembleTransformer => "ensemble",
        _ => predictor.GetType().Name.Split('`')[0],
    };

    /// <summary>The columns of the data that the scores depend on.</summary>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type.</exception>
    internal IEnumerable<DataViewSchema.Column> InputsIn(DataViewSchema schema)
    {
        var mapper = Scorer.GetRowToRowMapper(schema);
        return mapper.GetDependencies([mapper.OutputSchema[Answer.ColumnName]]);
    }

    /// <summary>The rows with its scores, which are computed in batches as they are read.</summary>
    internal DataViewRowCursor Score(IDataView rows, CancellationToken cancellationToken)
    {
        var scored = TrainedModels.Steps(Scorer).Aggregate(rows, (view, step) =>
            step is IScoringTransformer scoring ? scoring.Transform(view, cancellationToken) : step.Transform(view));
        return scored.GetRowCursor([scored.Schema[Answer.ColumnName]]);
    }

    /// <summary>A row with its score, which is computed when it is read.</summary>
    internal DataViewRow Score(DataViewRow row)
    {
        var mapper = Scorer.GetRowToRowMapper(row.Schema);
        return mapper.GetRow(row, [mapper.OutputSchema[Answer.ColumnName]]);
    }
}
