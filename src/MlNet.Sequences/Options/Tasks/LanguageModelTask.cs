using System.Text.Json.Nodes;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>The next token, and the previous one in a bidirectional network; without labels.</summary>
/// <param name="numberOfNegatives">The tokens that a batch is compared with; 0 for all.</param>
/// <param name="windowLength">The most predictions of a training sequence, in one direction.</param>
internal sealed class LanguageModelTask(int numberOfNegatives, int windowLength) : SequenceTask
{
    // A sentence's windows are short, and their steps cheap.
    private const int BatchSize = 64;

    private const int FewestEpochs = 2, MostEpochs = 10;

    internal override string Name => "language modeling";

    internal override LabelKind LabelKind => LabelKind.TokensOf(windowLength);

    internal override string Needs => "a second token, or a weight";

    internal override JsonObject Settings => new()
    {
        ["numberOfNegatives"] = numberOfNegatives,
        ["windowLength"] = windowLength,
    };

    private protected override IReadOnlyList<ValidationMetric> Metrics { get; } = [ValidationMetric.Loss];

    // Chosen on reviews that were held out. Without labels, texts are many, and hard to learn by heart.
    internal override void Choose(SequenceTrainerOptions options, long rows)
    {
        var amount = new DataAmount(rows);
        options.BatchSize ??= rows <= DataAmount.RowsOfSmallBatch ? DataAmount.SmallBatch : BatchSize;
        options.NumberOfEpochs ??= amount.Epochs(
            (long)options.BatchSize.Value * options.GradientAccumulationSteps, FewestEpochs, MostEpochs);
        if (options is not RecurrentOptions recurrent)
            return;
        recurrent.StepDropout ??= 0;
        recurrent.EmbeddingDropout ??= amount.Between(few: 0.5, many: 0.15);
        recurrent.HeadDropout ??= amount.Between(few: 0.5, many: 0.2);
    }

    internal override void AddViolations(SequenceTrainerOptions options, OptionViolations violations)
    {
        NoNgrams(options, violations);
        if (options.Loss is not null)
            violations.Add(nameof(options.Loss), $"must be null in {Name}", options.Loss.GetType().Name, $"set it to null");
        if (options.LabelSmoothing is { } smoothing and not 0)
            violations.Add(nameof(options.LabelSmoothing), $"must be left alone in {Name}", smoothing, $"set it to 0 or null");
        if (options.ClassWeights is not { AreNone: true })
            violations.Add(
                nameof(options.ClassWeights), $"must be left alone in {Name}", options.ClassWeights, $"set ClassWeights.None");
        if (options.RegressionLoss != RegressionLoss.Squared)
            violations.Add(
                nameof(options.RegressionLoss), $"must be left alone in {Name}", options.RegressionLoss, $"leave it at Squared");
        if (options.HuberDelta is { } delta)
            violations.Add(nameof(options.HuberDelta), $"must be left alone in {Name}", delta, $"set it to null");
        if (options is RecurrentOptions { StepDropout: { } dropped and not 0 } recurrent)
            violations.Add(
                nameof(recurrent.StepDropout), $"must be left alone in {Name}, where each step is predicted from its neighbors",
                dropped, $"set it to 0 or null");
        AddArchitectureViolations(options, violations);
        base.AddViolations(options, violations);
    }

    internal override Objective CreateObjective(LabelEncoder labels, LabelSummary summary, ObjectiveOptions options) =>
        new LanguageModelObjective
        {
            Tokens = summary.TokenCounts.Count,
            NumberOfNegatives = numberOfNegatives,
            WindowLength = windowLength,
            Counts = summary.TokenCounts,
        };

    private protected override Objective Promised(SchemaShape.Column label) => new LanguageModelObjective();

    private void AddArchitectureViolations(SequenceTrainerOptions options, OptionViolations violations)
    {
        if (options is RecurrentOptions { Bidirectional: true, NumberOfLayers: > 1 } recurrent)
            violations.Add(
                nameof(recurrent.NumberOfLayers),
                $"must be 1 in {Name} with {nameof(recurrent.Bidirectional):option}: a second layer reads both directions of " +
                $"the first, and so the token that it predicts",
                recurrent.NumberOfLayers, $"set it to 1, or train one direction");
        else if (options is not RecurrentOptions)
            violations.AddRule(
                $"A language model must be an LSTM, a GRU or a plain recurrent network: in others, states have read the tokens " +
                $"that they would predict", options.GetType().Name, $"set LstmOptions, GruOptions or RnnOptions",
                nameof(LanguageModelOptions.Network));
    }
}
