using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>A model that is to be part of an ensemble, as analyzed for the data.</summary>
/// <param name="Name">It, as in messages.</param>
/// <param name="Scoring">Its steps and columns.</param>
internal sealed record Candidate(string Name, ScoringModel Scoring)
{
    /// <summary>What its predictor adds.</summary>
    internal DataViewSchema Output => Scoring.OutputSchema!;

    /// <summary>The meaning of its scores; null if it is not one of this library's.</summary>
    internal Objective? Objective => (Scoring.Predictor as IScoringTransformer)?.Objective;

    /// <summary>Whether nothing after this library's own predictor changes its scores, as a calibrator does.</summary>
    internal bool IsOwn => TrainedModels.Steps(Scoring.Scorer).Last() is IScoringTransformer;

    /// <summary>The column of the data with its labels, or else the one that its trainer read; null if unknown.</summary>
    internal string? LabelColumnName => Scoring.LabelColumns is [var column] ? column.Name
        : (Scoring.Predictor as IScoringTransformer)?.LabelColumnName;

    /// <param name="model">The model.</param>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="schema">The columns of the data.</param>
    /// <exception cref="ArgumentException">It predicts nothing, or does not find its columns.</exception>
    internal static Candidate Of(ITransformer model, int number, DataViewSchema schema)
    {
        string name = EnsembleMember.NameOf(number, TrainedModels.Steps(model).Last());
        ScoringModel scoring;
        try
        {
            scoring = ScoringModel.Create(model, schema);
            if (scoring.OutputSchema is null)
                ScoringSteps.Of(schema, scoring.Steps, scoring.Predictor, label: null); // says what it does not find
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{name}: {e.Message}", nameof(model), e);
        }

        name = EnsembleMember.NameOf(number, scoring.Predictor);
        foreach (var column in scoring.InputColumns)
        {
            if (schema.GetColumnOrNull(column.Name) is null)
                throw Missing(name, column.Name, [.. schema.Where(found => !found.IsHidden).Select(found => found.Name)]);
        }

        return scoring.Scorer.IsRowToRowMapper ? new(name, scoring) : throw new ArgumentException(
            $"A model of an ensemble must score row by row; {name} has a step that doesn't. Leave out its steps that filter, " +
            "sort or repeat rows.", nameof(model));
    }

    private static ArgumentException Missing(string name, string column, IReadOnlyList<string> found) => new(
        $"{name} reads column '{column}', which the data don't have.{ShownNames.Suggest(column, found)} Their columns are: " +
        $"{ShownNames.List(found)}.", nameof(column));
}
