using System.Text.Json.Nodes;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A task before there are data: which labels it accepts, which options it has, and how labels become the objective that a
/// network is trained for. A new task derives from this, next to its <see cref="Objective"/>, and only the catalog mentions it.
/// </summary>
internal abstract class SequenceTask
{
    /// <summary>The task's name in messages: "binary classification".</summary>
    internal abstract string Name { get; }

    /// <summary>The labels that the task accepts.</summary>
    internal abstract LabelKind LabelKind { get; }

    /// <summary>Whether each step has a label, and not the sequence as a whole.</summary>
    internal virtual bool IsPerStep => false;

    /// <summary>What a row must have to be trained on, in messages.</summary>
    internal virtual string Needs => "a label, a weight, or a number in a time step";

    /// <summary>Whether the default learning rate is that for few rows, however many there are.</summary>
    internal virtual bool HasHighRate => false;

    /// <summary>Sets options that are null, and that have other values in this task than in most.</summary>
    internal virtual void Choose(SequenceTrainerOptions options, long rows)
    {
    }

    /// <summary>The task's own settings, by which a fit is identified, too.</summary>
    internal virtual JsonObject Settings => [];

    /// <summary>The metrics that epochs can be compared by.</summary>
    private protected abstract IReadOnlyList<ValidationMetric> Metrics { get; }

    /// <summary>Adds violations of options that only some tasks have.</summary>
    internal virtual void AddViolations(SequenceTrainerOptions options, OptionViolations violations)
    {
        if (options.BestEpochMetric is { } metric && Enum.IsDefined(metric) && !Metrics.Contains(metric))
            violations.Add(
                nameof(options.BestEpochMetric), $"must be a metric of {Name}", metric,
                $"set one of {string.Join(", ", Metrics)}, or null for the task's own");
    }

    private protected void NoNgrams(SequenceTrainerOptions options, OptionViolations violations)
    {
        if (options.NgramLength is > 0 and var length)
            violations.Add(
                nameof(options.NgramLength), $"does not apply to {Name}", length, $"set it to 0 or null");
        if (options.UnlabeledData is { } unlabeled)
            violations.Add(
                nameof(options.UnlabeledData), $"must be null in {Name}: the n-grams that label it tell classes",
                unlabeled.GetType().Name, $"set it to null");
    }

    /// <summary>The objective of training, once the training labels are known.</summary>
    /// <exception cref="InvalidOperationException">These labels can't be learned.</exception>
    internal abstract Objective CreateObjective(LabelEncoder labels, LabelSummary summary, ObjectiveOptions options);

    /// <summary>The columns that a trained model will add, as far as the label column's shape determines them.</summary>
    internal IEnumerable<SchemaShape.Column> OutputShapes(SchemaShape.Column label) =>
        Promised(label).OutputColumns(scoreSetId: 1).Select(output => output.Shape);

    /// <summary>
    /// An objective with the columns that <see cref="CreateObjective"/>'s will have, as far as the label column's shape tells.
    /// </summary>
    private protected abstract Objective Promised(SchemaShape.Column label);
}
