using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Another objective for each step of a sequence: the same loss and metrics, over steps.
/// </summary>
/// <typeparam name="T">The other objective, with one label for each answer.</typeparam>
internal abstract record StepsObjective<T> : Objective
    where T : Objective
{
    /// <summary>The objective of a step.</summary>
    public required T Step { get; init; }

    internal override IReadOnlyList<string> ClassNames => Step.ClassNames;

    internal override int Outputs => Step.Outputs;

    internal override HeadKind Head => new(Outputs, IsPerStep: true);

    internal override int Classes => Step.Classes;

    internal override ValidationMetric DefaultMetric => Step.DefaultMetric;

    internal override double ScoreUnit => Step.ScoreUnit;

    internal override string Describe() => $"{Step.Describe()} for each step";

    internal override void AddViolations(OptionViolations violations) => Step.AddViolations(violations);

    internal override int ClassOf(ReadOnlySpan<float> logits) => Step.ClassOf(logits);

    internal override torch.Tensor TargetsOf(torch.Tensor labels) => Step.TargetsOf(labels);

    internal override torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets) => Step.Compute(logits, targets);

    internal override torch.Tensor Divergence(torch.Tensor logits, torch.Tensor others) => Step.Divergence(logits, others);

    internal override torch.Tensor Weigh(torch.Tensor weights, torch.Tensor targets) => Step.Weigh(weights, targets);

    internal override double ClassWeight(float label) => Step.ClassWeight(label);

    internal override IReadOnlyDictionary<string, double> Evaluate(float[] logits, float[] labels, float[] weights) =>
        Step.Evaluate(logits, labels, weights);

    internal override IReadOnlyList<int>? OutputsOf(Objective other) =>
        other is StepsObjective<T> steps ? Step.OutputsOf(steps.Step) : null;

    internal override Objective InTermsOf(Objective other) =>
        other is StepsObjective<T> steps ? this with { Step = (T)Step.InTermsOf(steps.Step) } : this;

    internal override IReadOnlyList<OutputColumn> OutputColumns(uint scoreSetId) =>
        [.. Step.OutputColumns(scoreSetId).Select(column => column.PerStep(Outputs))];

    internal override bool IsUndecided(ReadOnlySpan<float> logits, double tolerance) => Step.IsUndecided(logits, tolerance);
}
