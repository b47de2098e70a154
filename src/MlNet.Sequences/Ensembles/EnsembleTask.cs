using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>A task whose models can be an ensemble.</summary>
internal abstract class EnsembleTask
{
    /// <summary>Its name, as in <see cref="ScoringModel.Task"/>.</summary>
    internal abstract string Name { get; }

    /// <summary>What a model must be, in words.</summary>
    internal abstract string Expected { get; }

    /// <summary>The meaning of the sum of the models' scores.</summary>
    internal abstract Objective CreateObjective(IReadOnlyList<Candidate> models);

    /// <summary>How a model's scores are read.</summary>
    /// <exception cref="ArgumentException">It predicts something else than the others.</exception>
    internal abstract MemberAnswer AnswerOf(Candidate model, Objective objective);

    /// <summary>Encodes the labels of the rows that weights are fitted on.</summary>
    internal abstract LabelEncoder EncoderOf(Objective objective);

    /// <summary>Fits the factor of each model, and the bias.</summary>
    /// <param name="scores">Each model's scores, <c>[rows × outputs]</c>.</param>
    /// <param name="labels">The rows' labels.</param>
    /// <param name="weights">The rows' weights, above 0.</param>
    /// <param name="objective">The meaning of the sum.</param>
    internal virtual double[] Fit(float[][] scores, float[] labels, float[] weights, Objective objective) =>
        new ClassBlendFit(scores, StartOf(scores.Length), objective.Outputs).Run(labels, weights, areNonnegative: true);

    /// <summary>What the models are where there are few rows: the mean.</summary>
    private protected static double[] StartOf(int models) => [.. Enumerable.Repeat(1.0 / models, models), 0];

    /// <summary>Checks models against each other, and for the columns of data.</summary>
    /// <exception cref="ArgumentException">There is none, or one is of another task, or does not fit the data.</exception>
    internal (IReadOnlyList<Candidate> Models, EnsembleModel Ensemble) Join(
        IReadOnlyList<ITransformer> models, DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0)
            throw new ArgumentException("An ensemble must have one model or more; received none. Give it trained models.",
                nameof(models));
        if (models.Contains(null))
            throw new ArgumentException("The models must not be null.", nameof(models));
        Candidate[] candidates = [.. models.Select((model, i) => Candidate.Of(model, i, schema))];
        foreach (var candidate in candidates)
        {
            if (candidate.Scoring.Task != Name || candidate.Scoring.Columns is null)
                throw new ArgumentException(
                    $"The models must be for {Expected}; {candidate.Name} " +
                    (candidate.Scoring.Task.Length > 0 ? $"is for the task {candidate.Scoring.Task}" : "has other columns") +
                    ". Leave it out, or use the catalog of its task.", nameof(models));
        }

        var objective = CreateObjective(candidates);
        EnsembleMember[] members = [.. candidates.Select(candidate =>
            new EnsembleMember(candidate.Name, candidate.Scoring.Scorer, AnswerOf(candidate, objective)))];
        string? label = candidates.Select(candidate => candidate.LabelColumnName).FirstOrDefault(name => name is not null);
        return (candidates, new(objective, members, StartOf(members.Length)[..^1], Bias: 0, label, Summary: null));
    }
}
