using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A task before there are data: which labels it takes, which of the options are its own, and how labels become the objective
/// that a network is trained for. A new task derives from this, beside its <see cref="Objective"/>, and is mentioned by the
/// catalog alone.
/// </summary>
internal abstract class SequenceTask
{
    /// <summary>What the task is called in messages: "binary classification".</summary>
    internal abstract string Name { get; }

    /// <summary>The labels that the task takes.</summary>
    internal abstract LabelKind LabelKind { get; }

    /// <summary>The metrics that an epoch can be judged by.</summary>
    private protected abstract IReadOnlyList<ValidationMetric> Metrics { get; }

    /// <summary>Notes what is wrong with the options that only some tasks have.</summary>
    internal virtual void AddViolations(SequenceTrainerOptions options, OptionViolations violations)
    {
        if (options.BestEpochMetric is { } metric && Enum.IsDefined(metric) && !Metrics.Contains(metric))
            violations.Add(
                nameof(options.BestEpochMetric), $"must be a metric of {Name}", metric,
                $"set one of {string.Join(", ", Metrics)}, or null for the task's own");
    }

    /// <summary>What a network is trained for, once the training labels are known.</summary>
    /// <exception cref="InvalidOperationException">These labels can't be learnt.</exception>
    internal abstract Objective CreateObjective(LabelEncoder labels, LabelSummary summary, SequenceTrainerOptions options);

    /// <summary>The columns that a trained model will add, as far as the label column's shape tells.</summary>
    internal abstract IEnumerable<SchemaShape.Column> OutputShapes(SchemaShape.Column label);
}
