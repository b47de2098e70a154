namespace MlNet.Sequences;

/// <summary>The shared part of the tasks with classes.</summary>
internal abstract class ClassificationTask : SequenceTask
{
    internal override void AddViolations(SequenceTrainerOptions options, OptionViolations violations)
    {
        ClassWeights.AddViolations(options.ClassWeights, violations);
        if (options.RegressionLoss != RegressionLoss.Squared)
            violations.Add(
                nameof(options.RegressionLoss), $"does not apply to {Name}", options.RegressionLoss, $"leave it at Squared");
        if (options.HuberDelta is { } delta)
            violations.Add(nameof(options.HuberDelta), $"does not apply to {Name}", delta, $"set it to null");
        base.AddViolations(options, violations);
    }

    /// <summary>The classes' weights, for labels that can be learned.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two classes, or the weights don't fit them.</exception>
    private protected static double[] CheckedWeights(LabelEncoder labels, LabelSummary summary, ObjectiveOptions options)
    {
        int[] present = [.. Enumerable.Range(0, labels.Classes).Where(@class => summary.ClassWeights[@class] > 0)];
        if (present.Length < 2)
            throw new InvalidOperationException(
                "A classifier is trained on rows of two classes or more; " +
                (present.Length == 1
                    ? $"all rows to train on have the label '{labels.NameOf(present[0])}'"
                    : "no row to train on has a weight above 0") +
                $" in column '{options.LabelColumnName}'. Provide rows of other classes, too.");
        double[] weights = options.ClassWeights.Resolve(labels, summary.ClassWeights);
        if (!present.Any(@class => weights[@class] > 0))
            throw OptionMessage.Invalid(
                $"{nameof(options.ClassWeights):option} must give a class of the training rows a weight above 0; received " +
                $"{options.ClassWeights}. Raise one.");
        return weights;
    }
}
