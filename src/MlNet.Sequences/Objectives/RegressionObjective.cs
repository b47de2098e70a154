using Microsoft.ML.Data;
using MlNet.Sequences;
using TorchSharp;

[assembly: ModelPart(typeof(RegressionObjective), "regression")]

namespace MlNet.Sequences;

/// <summary>
/// A number as label. The network learns it in standard deviations from the training labels' mean, whatever its unit, and scores
/// are converted back to that unit.
/// </summary>
internal sealed record RegressionObjective : Objective
{
    internal const double DefaultHuberDelta = 1;

    /// <summary>The loss to minimize.</summary>
    public RegressionLoss LossFunction { get; init; }

    /// <summary>Where the Huber loss becomes linear, in standard deviations of the training labels.</summary>
    public double HuberDelta { get; init; } = DefaultHuberDelta;

    /// <summary>The mean of the training labels.</summary>
    public double Mean { get; init; }

    /// <summary>The standard deviation of the training labels; above 0.</summary>
    public double StandardDeviation { get; init; } = 1;

    internal override int Outputs => 1;

    internal override LabelKind LabelKind => LabelKind.Number;

    internal override ValidationMetric DefaultMetric => ValidationMetric.Loss;

    internal override void AddViolations(OptionViolations violations)
    {
        violations.Defined(nameof(LossFunction), LossFunction);
        violations.Above(nameof(HuberDelta), HuberDelta, 0);
        // Labels are Single, and so are their mean and standard deviation.
        violations.Between(nameof(Mean), Mean, float.MinValue, float.MaxValue);
        violations.Above(nameof(StandardDeviation), StandardDeviation, 0);
        violations.AtMost(nameof(StandardDeviation), StandardDeviation, float.MaxValue);
    }

    internal override string Describe() => "regression";

    internal override IReadOnlyList<int>? OutputsOf(Objective other) => other is RegressionObjective ? [0] : null;

    // The head returns standard deviations from the mean of the labels that it was trained on.
    internal override Objective InTermsOf(Objective other) => other is RegressionObjective before
        ? this with { Mean = before.Mean, StandardDeviation = before.StandardDeviation }
        : this;

    // In float64: if labels are far from 0, the mean cancels all but their last digits.
    internal override torch.Tensor TargetsOf(torch.Tensor labels) =>
        labels.to(torch.float64).Minus(Mean).DividedBy(StandardDeviation).to(torch.float32);    // [batch]

    internal override torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets) =>
        LossFunction.Of(logits - targets, HuberDelta);

    internal override IReadOnlyDictionary<string, double> Evaluate(float[] logits, float[] labels, float[] weights)
    {
        var sums = new RegressionSums();
        for (int i = 0; i < logits.Length; i++)
        {
            double distance = Math.Abs(ToScore(logits[i]) - labels[i]);
            sums.Add(LossFunction.Of(distance / StandardDeviation, HuberDelta), distance, weights[i]);
        }

        return sums.ToMetrics();
    }

    internal override IReadOnlyList<OutputColumn> OutputColumns(uint scoreSetId) =>
    [
        OutputColumn.Create(
            "Score", NumberDataViewType.Single,
            ScoreAnnotations.Of(ScoreAnnotations.Regression, ScoreAnnotations.Score, scoreSetId),
            (ReadOnlySpan<float> logits, ref float score) => score = (float)ToScore(logits[0])),
    ];

    internal override double ScoreUnit => StandardDeviation;

    private double ToScore(float logit) => logit * StandardDeviation + Mean;
}
