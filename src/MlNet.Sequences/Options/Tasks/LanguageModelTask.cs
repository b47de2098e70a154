using System.Text.Json.Nodes;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// The next token, and the previous one in a bidirectional network, or masked tokens; without labels.
/// </summary>
/// <param name="numberOfNegatives">The tokens that a batch is compared with; 0 for all.</param>
/// <param name="windowLength">The most tokens that a training sequence predicts in one direction.</param>
/// <param name="maskedFraction">The fraction of the tokens that are masked and predicted; 0 to predict neighbors.</param>
/// <param name="horizon">A predicted neighbor is one of so many tokens ahead; 1 for the next.</param>
/// <param name="fewestEpochs">The default epochs for many rows.</param>
internal sealed class LanguageModelTask(
    int numberOfNegatives, int windowLength, double maskedFraction, int horizon = 1,
    int fewestEpochs = LanguageModelTask.FewestEpochs)
    : SequenceTask
{
    // A sentence's windows are short, and their steps cheap.
    private const int BatchSize = 64;

    internal const int FewestEpochs = 2;
    private const int MostEpochs = 10;

    private const double TransformerRate = 0.002;

    internal override string Name => "language modeling";

    internal override LabelKind LabelKind => LabelKind.TokensOf(windowLength, maskedFraction);

    internal override string Needs => "a second token, or a weight";

    // Next tokens: after 278 steps on reviews, an LSTM's perplexity was 284 at a rate of 0.003 and 212 at 0.01.
    internal override bool HasHighRate => maskedFraction == 0;

    internal override JsonObject Settings
    {
        get
        {
            var settings = new JsonObject { ["numberOfNegatives"] = numberOfNegatives, ["windowLength"] = windowLength };
            if (maskedFraction > 0)
                settings["maskedFraction"] = maskedFraction;
            if (horizon > 1)
                settings["horizon"] = horizon;
            return settings;
        }
    }

    private protected override IReadOnlyList<ValidationMetric> Metrics { get; } = [ValidationMetric.Loss];

    // Chosen on reviews that were held out. Texts without labels are many, and hard to memorize.
    internal override void Choose(SequenceTrainerOptions options, long rows)
    {
        var amount = new DataAmount(rows);
        bool isMasked = maskedFraction > 0;
        options.BatchSize ??= isMasked || rows <= DataAmount.RowsOfSmallBatch ? DataAmount.SmallBatch : BatchSize;
        // Masked tokens teach less in an epoch.
        options.NumberOfEpochs ??= (isMasked ? 2 : 1) * amount.Epochs(
            (long)options.BatchSize.Value * options.GradientAccumulationSteps, fewestEpochs, MostEpochs);
        if (options is RecurrentOptions recurrent)
        {
            recurrent.StepDropout ??= 0;
            recurrent.EmbeddingDropout ??= amount.Between(few: 0.5, many: 0.15);
            recurrent.HeadDropout ??= amount.Between(few: 0.5, many: 0.2);
        }
        else if (options is TransformerOptions transformer)
        {
            // At a lower rate a Transformer takes long to learn more than the tokens' frequencies.
            if (options.ContinueFrom is null)
                transformer.LearningRate ??= TransformerRate;
            // The masks, which are drawn again each epoch, are enough noise.
            transformer.StepDropout ??= 0;
            transformer.EmbeddingDropout ??= 0;
            transformer.HeadDropout ??= 0;
        }
    }

    internal override void AddViolations(SequenceTrainerOptions options, OptionViolations violations)
    {
        NoNgrams(options, violations);
        if (options.Loss is not null)
            violations.Add(nameof(options.Loss), $"must be null in {Name}", options.Loss.GetType().Name, $"set it to null");
        if (options.LabelSmoothing is { } smoothing and not 0)
            violations.Add(nameof(options.LabelSmoothing), $"does not apply to {Name}", smoothing, $"set it to 0 or null");
        if (options.ClassWeights is not { AreNone: true })
            violations.Add(
                nameof(options.ClassWeights), $"does not apply to {Name}", options.ClassWeights, $"set ClassWeights.None");
        if (options.RegressionLoss != RegressionLoss.Squared)
            violations.Add(
                nameof(options.RegressionLoss), $"does not apply to {Name}", options.RegressionLoss, $"leave it at Squared");
        if (options.HuberDelta is { } delta)
            violations.Add(nameof(options.HuberDelta), $"does not apply to {Name}", delta, $"set it to null");
        if (options.AdversarialTraining != AdversarialTraining.None)
            violations.Add(
                nameof(options.AdversarialTraining), $"does not apply to {Name}", options.AdversarialTraining, $"set it to None");
        if (StepDropoutOf(options) is not null and not 0 and var dropped)
            violations.Add(
                nameof(RecurrentOptions.StepDropout),
                $"does not apply to {Name} that predicts neighboring tokens", dropped,
                $"set it to 0 or null");
        base.AddViolations(options, violations);
    }

    private static double? StepDropoutOf(SequenceTrainerOptions options) => options switch
    {
        RecurrentOptions recurrent => recurrent.StepDropout,
        TransformerOptions transformer => transformer.StepDropout,
        CustomSequenceOptions custom => custom.StepDropout,
        _ => null,
    };

    internal override Objective CreateObjective(LabelEncoder labels, LabelSummary summary, ObjectiveOptions options) =>
        new LanguageModelObjective
        {
            Tokens = summary.TokenCounts.Count,
            NumberOfNegatives = numberOfNegatives,
            WindowLength = windowLength,
            MaskedFraction = maskedFraction,
            Horizon = horizon,
            Counts = summary.TokenCounts,
        };

    private protected override Objective Promised(SchemaShape.Column label) => new LanguageModelObjective();
}
