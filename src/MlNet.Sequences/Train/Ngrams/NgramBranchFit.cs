using System.Diagnostics;

namespace MlNet.Sequences;

/// <summary>
/// Trains the n-gram model beside a network, and finds how their logits add up.
/// </summary>
internal sealed class NgramBranchFit
{
    // More tokens take gigabytes to count. Each class is solved separately and has a weight for every n-gram, so beyond a few,
    // classes count like tokens. Setting NgramLength overrides this.
    private const long MostTokensUnasked = 25_000_000;
    private const int FewClasses = 10;

    private static readonly NgramRemedies Remedies = new(
        MoreSteps: $"Compare with the network alone: set {nameof(SequenceTrainerOptions.NgramLength):option} to 0.",
        FewerWeights: $"Lower {nameof(SequenceTrainerOptions.NgramLength):option}, or set it to 0 to train the network alone.");

    private readonly FitSetup _setup;
    private readonly Action<string> _say;
    private readonly IReadOnlyList<OptionMessage> _warnings;
    private readonly double _trainingSeconds;

    /// <summary>Trains the n-grams.</summary>
    /// <param name="setup">The fit.</param>
    /// <param name="settings">The settings of the n-grams.</param>
    /// <param name="say">Receives messages about progress.</param>
    internal NgramBranchFit(FitSetup setup, NgramSettings settings, Action<string> say)
    {
        var clock = Stopwatch.StartNew();
        (_setup, _say) = (setup, say);
        var (options, data) = (setup.Options, setup.Data);
        var training = new NgramTraining(
            settings, Remedies, options.NumberOfThreads ?? Environment.ProcessorCount, say, options.CancellationToken);
        ManagedMemory.GiveBack();
        Weights = training.Run(data.Whole!.OfPositiveWeight(), setup.Objective, data.LabelSummary);
        ManagedMemory.GiveBack();
        (_warnings, _trainingSeconds) = (training.Warnings, clock.Elapsed.TotalSeconds);
    }

    /// <summary>The n-grams and their weights.</summary>
    internal NgramWeights Weights { get; }

    /// <summary>The n-gram length of a fit: the option's value, or one chosen for the data.</summary>
    /// <exception cref="InvalidOperationException">The option asks for n-grams that these data don't have.</exception>
    internal static int LengthFor(SequenceTrainerOptions options, SequenceTask task, TrainingData data, int classes)
    {
        bool isPossible = data.Input.IsTokens && data.Whole is not null;
        if (options.NgramLength is null)
            return isPossible && task is ClassificationTask { IsPerStep: false } && options.Loss is null
                && AreFew(data.Tokens, classes)
                ? NgramLogisticRegressionOptions.DefaultNgramLength
                : 0;
        if (options.NgramLength > 0 && !data.Input.IsTokens)
            throw OptionMessage.Invalid(
                $"{nameof(options.NgramLength):option} of {options.NgramLength} needs sequences of tokens; received " +
                $"{data.Input}. Set {nameof(options.NgramLength):option} to 0 or null.");
        if (options.NgramLength > 0 && data.Whole is null)
            throw OptionMessage.Invalid(
                $"{nameof(options.NgramLength):option} of {options.NgramLength} needs all training rows in memory; there are " +
                $"{data.Rows}, more than {nameof(options.ShuffleWindowSize):option} ({options.ShuffleWindowSize}). Raise it, " +
                $"or set {nameof(options.NgramLength):option} to 0.");
        return options.NgramLength.Value;
    }

    /// <summary>Whether the n-grams of so many tokens and classes are trained unless the option says otherwise.</summary>
    internal static bool AreFew(long tokens, int classes) =>
        tokens <= MostTokensUnasked * FewClasses / Math.Max(FewClasses, classes);

    /// <summary>The settings of the n-grams beside a network.</summary>
    internal static NgramSettings SettingsOf(SequenceTrainerOptions options) =>
        new NgramLogisticRegressionOptions { NgramLength = options.NgramLength!.Value }.Settings;

    /// <summary>Adds the n-grams to a trained network.</summary>
    /// <param name="validationLogits">The network's logits of the validation rows.</param>
    internal Result Blend(float[] validationLogits)
    {
        var clock = Stopwatch.StartNew();
        var (objective, validation) = (_setup.Objective, _setup.Data.Validation);
        float[] logits = new float[validationLogits.Length];
        Weights.Score(validation, logits, _setup.Options.CancellationToken);
        var targets = Targets.Of(validation);
        var blend = LogitBlendFit.Run(validationLogits, logits, targets.Values, targets.Weights, objective.Outputs);
        float[] both = [.. validationLogits.Zip(logits, blend.Of)];
        var metrics = validation.Count > 0 ? objective.Evaluate(both, targets.Values, targets.Weights) : null;
        var summary = new NgramBranchSummary
        {
            NumberOfNgrams = Weights.Ngrams.Count,
            NetworkFactor = blend.Network,
            NgramFactor = blend.Ngrams,
            Bias = blend.Bias,
            ValidationAccuracy = metrics?[MetricNames.Accuracy],
            ValidationLoss = metrics?[MetricNames.Loss],
            TotalSeconds = _trainingSeconds + clock.Elapsed.TotalSeconds,
        };
        _say(summary.ToString());
        return new(new NgramBranch(Weights, blend), both, summary, _warnings);
    }

    /// <param name="Branch">The n-grams, and how their logits and the network's add up.</param>
    /// <param name="ValidationLogits">Both models' logits of the validation rows, added up.</param>
    /// <param name="Summary">How training went.</param>
    /// <param name="Warnings">What may be wrong with the n-grams.</param>
    internal sealed record Result(
        NgramBranch Branch, float[] ValidationLogits, NgramBranchSummary Summary, IReadOnlyList<OptionMessage> Warnings);
}
