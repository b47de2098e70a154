using Microsoft.ML.Data;
using MlNet.Sequences;
using TorchSharp;

[assembly: ModelPart(typeof(VectorRegressionObjective), "vector-regression")]

namespace MlNet.Sequences;

/// <summary>
/// Several numbers as a label, such as the values of the steps ahead. The network learns each in standard deviations from its
/// mean in the training labels, and scores are converted back to the labels' units.
/// </summary>
internal sealed record VectorRegressionObjective : Objective
{
    /// <summary>The loss to minimize.</summary>
    public RegressionLoss LossFunction { get; init; }

    /// <summary>Where the Huber loss becomes linear, in standard deviations of the training labels.</summary>
    public double HuberDelta { get; init; } = RegressionObjective.DefaultHuberDelta;

    /// <summary>The mean of each number in the training labels.</summary>
    public IReadOnlyList<double> Means { get; init; } = [0];

    /// <summary>The standard deviation of each number in the training labels; above 0.</summary>
    public IReadOnlyList<double> StandardDeviations { get; init; } = [1];

    internal override int Outputs => Means.Count;

    internal override LabelKind LabelKind => LabelKind.Number;

    internal override ValidationMetric DefaultMetric => ValidationMetric.Loss;

    internal override double ScoreUnit => StandardDeviations.Max();

    internal override string Describe() => $"regression of {Outputs} numbers";

    internal override void AddViolations(OptionViolations violations)
    {
        if (Means.Count == 0 || Means.Count != StandardDeviations.Count)
            violations.Add(
                nameof(Means), $"must have a number for each of {nameof(StandardDeviations)}, one or more",
                $"{Means.Count} and {StandardDeviations.Count}", $"train again");
        foreach (var (mean, deviation) in Means.Zip(StandardDeviations))
            new RegressionObjective
            {
                LossFunction = LossFunction,
                HuberDelta = HuberDelta,
                Mean = mean,
                StandardDeviation = deviation,
            }
                .AddViolations(violations);
    }

    internal override IReadOnlyList<int>? OutputsOf(Objective other) =>
        other is VectorRegressionObjective before && before.Outputs == Outputs
        ? [.. Enumerable.Range(0, Outputs)]
        : null;

    // The head returns standard deviations from the means of the labels that it was trained on.
    internal override Objective InTermsOf(Objective other) =>
        other is VectorRegressionObjective before && before.Outputs == Outputs
        ? this with { Means = before.Means, StandardDeviations = before.StandardDeviations }
        : this;

    // In float64: if labels are far from 0, the mean cancels all but their last digits.
    internal override torch.Tensor TargetsOf(torch.Tensor labels)
    {
        var means = DeviceMemory.Send(torch.tensor([.. Means], dtype: torch.float64), labels.device);
        var deviations = DeviceMemory.Send(torch.tensor([.. StandardDeviations], dtype: torch.float64), labels.device);
        return ((labels.to(torch.float64) - means) / deviations).to(torch.float32);             // [batch, width]
    }

    internal override torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets)
    {
        var losses = LossFunction.Of(logits - targets, HuberDelta);     // [batch, width], or [batch] where that is 1
        return losses.dim() == 1 ? losses : losses.mean([1]);
    }

    internal override IReadOnlyDictionary<string, double> Evaluate(float[] logits, float[] labels, float[] weights)
    {
        var sums = new RegressionSums();
        for (int i = 0; i < logits.Length; i++)
        {
            int number = i % Outputs;
            double distance = Math.Abs(ScoreOf(logits[i], number) - labels[i]), weight = weights[i / Outputs];
            sums.Add(LossFunction.Of(distance / StandardDeviations[number], HuberDelta), distance, weight);
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
                for (int i = 0; i < logits.Length; i++)
                    editor.Values[i] = (float)ScoreOf(logits[i], i);
                scores = editor.Commit();
            }),
    ];

    // Compares items, where a record compares references.
    public bool Equals(VectorRegressionObjective? other) =>
        other is not null && LossFunction == other.LossFunction && HuberDelta == other.HuberDelta
        && Means.SequenceEqual(other.Means) && StandardDeviations.SequenceEqual(other.StandardDeviations);

    public override int GetHashCode() => HashCode.Combine(LossFunction, HuberDelta, Means.Count, Means[0]);

    private double ScoreOf(float logit, int number) => (logit * StandardDeviations[number]) + Means[number];
}
