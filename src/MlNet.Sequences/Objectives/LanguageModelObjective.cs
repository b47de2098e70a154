using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences;
using TorchSharp;

[assembly: ModelPart(typeof(LanguageModelObjective), "language-model")]

namespace MlNet.Sequences;

/// <summary>
/// The tokens of the sequences themselves, each predicted from those before it, and from those after it, too, in a bidirectional
/// network; or some of them, which are masked, from all others. The network outputs the mean loss of each sequence's
/// predictions, in nats.
/// </summary>
internal sealed record LanguageModelObjective : Objective
{
    /// <summary>The tokens of the vocabulary, without padding.</summary>
    public int Tokens { get; init; } = 1;

    /// <summary>The tokens that each training batch was compared with; 0 for all.</summary>
    public int NumberOfNegatives { get; init; }

    /// <summary>The most tokens that a training window predicts in one direction.</summary>
    public int WindowLength { get; init; } = 1;

    /// <summary>The fraction of a sequence's tokens that are masked and predicted; 0 to predict neighbors.</summary>
    public double MaskedFraction { get; init; }

    /// <summary>A predicted neighbor is one of so many tokens ahead; 1 for the next.</summary>
    public int Horizon { get; init; } = 1;

    /// <summary>How often each token occurs in the training rows; not saved.</summary>
    internal IReadOnlyList<long>? Counts { get; init; }

    internal override int Outputs => 1;

    internal override HeadKind Head =>
        new(Outputs, Language: new(Tokens, NumberOfNegatives, MaskedFraction, Horizon) { Counts = Counts });

    internal override LabelKind LabelKind => LabelKind.TokensOf(WindowLength, MaskedFraction);

    internal override bool HasLabels => false;

    internal override ValidationMetric DefaultMetric => ValidationMetric.Loss;

    internal override void AddViolations(OptionViolations violations)
    {
        violations.AtLeast(nameof(Tokens), Tokens, 1);
        violations.AtLeast(nameof(NumberOfNegatives), NumberOfNegatives, 0);
        violations.AtLeast(nameof(WindowLength), WindowLength, 1);
        violations.AtLeast(nameof(Horizon), Horizon, 1);
        if (MaskedFraction is not (>= 0 and < 1))
            violations.Add(nameof(MaskedFraction), $"must be from 0 to below 1", MaskedFraction, $"restore the file");
    }

    internal override string Describe() => "predicting tokens";

    internal override IReadOnlyList<int>? OutputsOf(Objective other) => other is LanguageModelObjective ? [0] : null;

    internal override torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets) => logits;

    internal override IReadOnlyDictionary<string, double> Evaluate(float[] logits, float[] labels, float[] weights)
    {
        double loss = 0, total = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            loss += (double)weights[i] * logits[i];
            total += weights[i];
        }

        return new Dictionary<string, double>
        {
            [MetricNames.Loss] = loss / total,
            [MetricNames.Perplexity] = Math.Exp(loss / total),
        };
    }

    internal override IReadOnlyList<OutputColumn> OutputColumns(uint scoreSetId) =>
    [
        OutputColumn.Create(
            "Score", NumberDataViewType.Single, new DataViewSchema.Annotations.Builder().ToAnnotations(),
            (ReadOnlySpan<float> logits, ref float score) => score = MathF.Exp(logits[0])),
    ];
}
