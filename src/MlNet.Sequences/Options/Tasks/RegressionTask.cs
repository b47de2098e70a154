using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>Numbers as labels, or vectors of them.</summary>
internal class RegressionTask : SequenceTask
{
    internal override string Name => "regression";

    internal override LabelKind LabelKind => LabelKind.Number;

    private protected override IReadOnlyList<ValidationMetric> Metrics { get; } =
        [ValidationMetric.Loss, ValidationMetric.RootMeanSquaredError, ValidationMetric.MeanAbsoluteError];

    internal override void AddViolations(SequenceTrainerOptions options, OptionViolations violations)
    {
        if (options.HuberDelta is { } delta && options.RegressionLoss != RegressionLoss.Huber)
            violations.Add(
                nameof(options.HuberDelta), $"must be null with any loss but Huber", delta,
                $"set it to null, or the loss to Huber");
        if (options.LabelSmoothing is { } smoothing and not 0)
            violations.Add(
                nameof(options.LabelSmoothing), $"does not apply to regression", smoothing, $"set it to 0 or null");
        if (options.ClassWeights is not { AreNone: true })
            violations.Add(
                nameof(options.ClassWeights), $"does not apply to regression", options.ClassWeights,
                $"set ClassWeights.None");
        if (options.AdversarialTraining == AdversarialTraining.VirtualAdversarial)
            violations.Add(
                nameof(options.AdversarialTraining), $"must not be VirtualAdversarial in {Name}, which predicts no probabilities",
                options.AdversarialTraining, $"set it to Adversarial or None");
        NoNgrams(options, violations);
        base.AddViolations(options, violations);
    }

    internal override Objective CreateObjective(LabelEncoder labels, LabelSummary summary, ObjectiveOptions options)
    {
        double delta = options.HuberDelta ?? RegressionObjective.DefaultHuberDelta;
        // Labels that are all equal have nothing to scale.
        double[] deviations = [.. summary.StandardDeviations.Select(deviation => deviation > 0 ? deviation : 1)];
        return labels is VectorLabels
            ? new VectorRegressionObjective
            {
                LossFunction = options.RegressionLoss,
                HuberDelta = delta,
                Means = [.. summary.Means],
                StandardDeviations = deviations,
            }
            : new RegressionObjective
            {
                LossFunction = options.RegressionLoss,
                HuberDelta = delta,
                Mean = summary.Means[0],
                StandardDeviation = deviations[0],
            };
    }

    // The data determine the number of values: one represents all.
    private protected override Objective Promised(SchemaShape.Column label) =>
        label.Kind == SchemaShape.Column.VectorKind.Vector ? new VectorRegressionObjective() : new RegressionObjective();
}
