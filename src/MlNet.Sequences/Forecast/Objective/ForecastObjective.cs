using System.ComponentModel.DataAnnotations;
using Microsoft.ML.Data;
using MlNet.Sequences;
using TorchSharp;

[assembly: ModelPart(typeof(ForecastObjective), "forecast")]

namespace MlNet.Sequences;

/// <summary>
/// The steps ahead of a window. Logits are the forecasts, step after step, in the scale of the series; with bounds, the lower and
/// the upper ones follow. Missing values are not learned.
/// </summary>
internal sealed record ForecastObjective : Objective
{
    /// <summary>The steps ahead times the targets.</summary>
    [Range(1, int.MaxValue)]
    public int Width { get; init; } = 1;

    public ForecastLoss LossFunction { get; init; }

    /// <summary>Where the Huber loss becomes linear, in standard deviations of the series.</summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double HuberDelta { get; init; } = RegressionObjective.DefaultHuberDelta;

    /// <summary>The quantile of the quantile loss.</summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Quantile { get; init; } = 0.5;

    /// <summary>The fraction of values between the bounds; null without bounds.</summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? ConfidenceLevel { get; init; }

    internal override int Outputs => Width * (ConfidenceLevel is null ? 1 : 3);

    internal override HeadKind Head => new(Outputs, IsStates: true);

    internal override LabelKind LabelKind => LabelKind.Number;

    // Targets are the steps that follow, as in a language model.
    internal override bool HasLabels => false;

    internal override ValidationMetric DefaultMetric => ValidationMetric.Loss;

    internal override string Describe() => $"forecasting of {Width} numbers";

    internal override void AddViolations(OptionViolations violations)
    {
        OptionRules.AddViolations(this, violations);
        violations.AtMost(nameof(Width), Width, int.MaxValue / 3);
    }

    internal override IReadOnlyList<int>? OutputsOf(Objective other) =>
        other is ForecastObjective before && before.Outputs == Outputs ? [.. Enumerable.Range(0, Outputs)] : null;

    internal override torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets)
    {
        if (logits.dim() == 1)
            (logits, targets) = (logits.unsqueeze(-1), targets.view(-1, 1));
        var isMissing = targets.isnan();                                                        // [batch, width]
        targets = targets.Filled(isMissing, 0);
        var losses = LossOf(targets - logits.narrow(1, 0, Width));
        if (ConfidenceLevel is { } level)
            losses = losses
                .Plus(Pinball(targets - logits.narrow(1, Width, Width), (1 - level) / 2))
                .Plus(Pinball(targets - logits.narrow(1, 2 * Width, Width), (1 + level) / 2));
        var known = isMissing.logical_not().sum([1]).Between(1, Width);                         // [batch]
        return losses.Filled(isMissing, 0).sum([1]) / known;
    }

    internal override IReadOnlyDictionary<string, double> Evaluate(float[] logits, float[] labels, float[] weights)
    {
        var sums = new RegressionSums();
        for (int row = 0; row < weights.Length; row++)
        {
            for (int i = 0; i < Width; i++)
            {
                double target = labels[(row * Width) + i], weight = weights[row];
                if (double.IsNaN(target) || weight == 0)
                    continue;
                double distance = target - logits[(row * Outputs) + i];
                sums.Add(LossOf(distance), distance, weight);
                if (ConfidenceLevel is { } level)
                    sums.AddLoss(
                        Pinball(target - logits[(row * Outputs) + Width + i], (1 - level) / 2)
                        + Pinball(target - logits[(row * Outputs) + (2 * Width) + i], (1 + level) / 2),
                        weight);
            }
        }

        return sums.ToMetrics();
    }

    internal override IReadOnlyList<OutputColumn> OutputColumns(uint scoreSetId) =>
    [
        OutputColumn.Create(
            "Score", new VectorDataViewType(NumberDataViewType.Single, Outputs),
            ScoreAnnotations.Of(ScoreAnnotations.Regression, ScoreAnnotations.Score, scoreSetId),
            (ReadOnlySpan<float> logits, ref VBuffer<float> scores) =>
            {
                var editor = VBufferEditor.Create(ref scores, logits.Length);
                logits.CopyTo(editor.Values);
                scores = editor.Commit();
            }),
    ];

    private RegressionLoss AsRegression => LossFunction switch
    {
        ForecastLoss.Absolute => RegressionLoss.Absolute,
        ForecastLoss.Huber => RegressionLoss.Huber,
        _ => RegressionLoss.Squared,
    };

    private torch.Tensor LossOf(torch.Tensor distances) => LossFunction == ForecastLoss.Quantile
        ? Pinball(distances, Quantile)
        : AsRegression.Of(distances, HuberDelta);

    private double LossOf(double distance) => LossFunction == ForecastLoss.Quantile
        ? Pinball(distance, Quantile)
        : AsRegression.Of(Math.Abs(distance), HuberDelta);

    private static torch.Tensor Pinball(torch.Tensor distances, double quantile) =>
        torch.maximum(distances.Times(quantile), distances.Times(quantile - 1));

    private static double Pinball(double distance, double quantile) =>
        Math.Max(distance * quantile, distance * (quantile - 1));
}
