using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Two classes: a Boolean label, one logit, and the binary cross-entropy of its sigmoid.</summary>
[ModelPart("binary")]
internal sealed record BinaryObjective : Objective
{
    internal override int Outputs => 1;

    internal override ColumnRequirement LabelRequirement { get; } = new(
        "label",
        "Boolean",
        column => !column.IsVector && !column.IsKey && column.ItemType == BooleanDataViewType.Instance);

    internal override ValidationMetric DefaultMetric => ValidationMetric.Accuracy;

    internal override Func<float> LabelReader(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<bool>(column);
        bool label = false;
        return () =>
        {
            getter(ref label);
            return label ? 1 : 0;
        };
    }

    internal override torch.Tensor Loss(torch.Tensor logits, torch.Tensor labels, torch.Tensor weights)
    {
        var losses = torch.nn.functional.binary_cross_entropy_with_logits(
            logits.squeeze(-1), labels, reduction: torch.nn.Reduction.None);                      // [batch]
        // Where all weights are 0 so is the loss, and its gradient: the inverse of the bound is finite, that of float.Epsilon is not.
        return (losses * weights).sum() / weights.sum().clamp_min(1e-37);
    }

    internal override IReadOnlyDictionary<string, double> Evaluate(float[] logits, float[] labels, float[] weights)
    {
        double loss = 0, right = 0, total = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double logit = logits[i], weight = weights[i];
            // log(1 + e^-|x|) + max(x, 0) - x y: the cross-entropy of the sigmoid without overflow.
            loss += weight * (Math.Log(1 + Math.Exp(-Math.Abs(logit))) + Math.Max(logit, 0) - logit * labels[i]);
            right += weight * ((logit > 0) == (labels[i] > 0.5f) ? 1 : 0);
            total += weight;
        }

        return new Dictionary<string, double>
        {
            [MetricNames.Loss] = loss / total,
            [MetricNames.Accuracy] = right / total,
            [MetricNames.AreaUnderRocCurve] = RocCurve.Area(logits, labels, weights),
        };
    }

    internal override IReadOnlyList<OutputColumn> OutputColumns(uint scoreSetId)
    {
        return
        [
            OutputColumn.Create(
                "PredictedLabel", BooleanDataViewType.Instance, Annotations(ScoreAnnotations.PredictedLabel),
                (ReadOnlySpan<float> logits, ref bool label) => label = logits[0] > 0),
            OutputColumn.Create(
                "Score", NumberDataViewType.Single, Annotations(ScoreAnnotations.Score),
                (ReadOnlySpan<float> logits, ref float score) => score = logits[0]),
            OutputColumn.Create(
                "Probability", NumberDataViewType.Single, Annotations(ScoreAnnotations.Probability, isNormalized: true),
                (ReadOnlySpan<float> logits, ref float probability) => probability = Sigmoid(logits[0])),
        ];

        DataViewSchema.Annotations Annotations(string valueKind, bool isNormalized = false) =>
            ScoreAnnotations.Of(ScoreAnnotations.BinaryClassification, valueKind, scoreSetId, isNormalized);
    }

    private static float Sigmoid(float logit) => (float)(1 / (1 + Math.Exp(-logit)));
}
