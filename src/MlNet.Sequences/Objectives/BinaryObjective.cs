using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences;
using TorchSharp;

[assembly: ModelPart(typeof(BinaryObjective), "binary")]

namespace MlNet.Sequences;

/// <summary>Two classes: a Boolean label, one logit, and the binary cross-entropy of its sigmoid.</summary>
internal sealed record BinaryObjective : Objective
{
    /// <summary>The fraction of a label that training spreads over both classes; in [0, 1).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The weight of an example of the class false in training.</summary>
    public double NegativeWeight { get; init; } = 1;

    /// <summary>The weight of an example of the class true in training.</summary>
    public double PositiveWeight { get; init; } = 1;

    /// <summary>The logit above which true is predicted.</summary>
    public float Threshold { get; init; }

    /// <summary>The data's name of the class false; null if it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NegativeName { get; init; }

    /// <summary>The data's name of the class true; null if it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PositiveName { get; init; }

    internal override LabelKind LabelKind => LabelKind.Boolean;

    internal override IReadOnlyList<string> ClassNames =>
        NegativeName is { } negative && PositiveName is { } positive ? [negative, positive] : [];

    internal override int Outputs => 1;

    internal override int Classes => 2;

    internal override int ClassOf(ReadOnlySpan<float> logits) => logits[0] > Threshold ? 1 : 0;

    internal override ValidationMetric DefaultMetric => ValidationMetric.Accuracy;

    internal override void AddViolations(OptionViolations violations)
    {
        violations.FromToBelow(nameof(LabelSmoothing), LabelSmoothing, 0, 1);
        violations.AtLeast(nameof(NegativeWeight), NegativeWeight, 0);
        violations.AtLeast(nameof(PositiveWeight), PositiveWeight, 0);
        // infinite: predicts one class for all
        violations.Between(nameof(Threshold), Threshold, float.NegativeInfinity, float.PositiveInfinity);
    }

    internal override string Describe() => "binary classification";

    internal override IReadOnlyList<int>? OutputsOf(Objective other) => other is BinaryObjective ? [0] : null;

    internal override torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets)
    {
        if (LabelSmoothing > 0)
            targets = targets.Times(1 - LabelSmoothing).Plus(LabelSmoothing / 2);                               // [batch]
        return torch.nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction: torch.nn.Reduction.None);
    }

    internal override torch.Tensor Divergence(torch.Tensor logits, torch.Tensor others)
    {
        var probabilities = logits.sigmoid();                                                               // [answers, 1]
        return (CrossEntropy(others) - CrossEntropy(logits)).squeeze(-1);

        torch.Tensor CrossEntropy(torch.Tensor predicted) => torch.nn.functional.binary_cross_entropy_with_logits(
            predicted, probabilities, reduction: torch.nn.Reduction.None);
    }

    internal override torch.Tensor Weigh(torch.Tensor weights, torch.Tensor targets) =>
        PositiveWeight == 1 && NegativeWeight == 1
        ? weights
        : weights * targets.Times(PositiveWeight - NegativeWeight).Plus(NegativeWeight);

    internal override double ClassWeight(float label) => label * (PositiveWeight - NegativeWeight) + NegativeWeight;

    internal override IReadOnlyDictionary<string, double> Evaluate(float[] logits, float[] labels, float[] weights)
    {
        double loss = 0, right = 0, total = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double logit = logits[i], weight = weights[i];
            // log(1 + e^-|x|) + max(x, 0) - x y: the cross-entropy of the sigmoid without overflow.
            loss += weight * (Math.Log(1 + Math.Exp(-Math.Abs(logit))) + Math.Max(logit, 0) - logit * labels[i]);
            right += weight * ((logit > Threshold) == (labels[i] > 0.5f) ? 1 : 0);
            total += weight;
        }

        return new Dictionary<string, double>
        {
            [MetricNames.Loss] = loss / total,
            [MetricNames.Accuracy] = right / total,
            [MetricNames.AreaUnderRocCurve] = RocCurve.Area(logits, i => labels[i] > 0.5f, i => weights[i]),
        };
    }

    internal override IReadOnlyList<OutputColumn> OutputColumns(uint scoreSetId)
    {
        return
        [
            OutputColumn.Create(
                "PredictedLabel", BooleanDataViewType.Instance, Annotations(ScoreAnnotations.PredictedLabel),
                (ReadOnlySpan<float> logits, ref bool label) => label = logits[0] > Threshold),
            OutputColumn.Create(
                "Score", NumberDataViewType.Single, Annotations(ScoreAnnotations.Score),
                (ReadOnlySpan<float> logits, ref float score) => score = logits[0]),
            OutputColumn.Create(
                "Probability", NumberDataViewType.Single,
                Annotations(ScoreAnnotations.Probability, ScoreAnnotations.AddIsNormalized),
                (ReadOnlySpan<float> logits, ref float probability) => probability = Sigmoid(logits[0])),
        ];

        DataViewSchema.Annotations Annotations(string valueKind, Action<DataViewSchema.Annotations.Builder>? addMore = null) =>
            ScoreAnnotations.Of(ScoreAnnotations.BinaryClassification, valueKind, scoreSetId, addMore);
    }

    internal override bool IsUndecided(ReadOnlySpan<float> logits, double tolerance) =>
        Math.Abs(logits[0] - Threshold) <= tolerance;

    private static float Sigmoid(float logit) => (float)(1 / (1 + Math.Exp(-logit)));
}
