using System.Diagnostics;

namespace MlNet.Sequences;

/// <summary>
/// Trains the n-gram model beside a network that is trained already, and finds how their logits add up.
/// </summary>
internal static class NgramBranchFit
{
    // More take gigabytes to count. Those who ask for n-grams get them.
    private const long MostTokensUnasked = 25_000_000;

    /// <summary>The n-grams' length for a fit: the one that was asked for, or chosen by the data.</summary>
    /// <exception cref="InvalidOperationException">N-grams were asked for, and these data have none.</exception>
    internal static int LengthFor(SequenceTrainerOptions options, SequenceTask task, TrainingData data)
    {
        bool isPossible = data.Input.IsTokens && data.Whole is not null;
        if (options.NgramLength is null)
            return isPossible && task is ClassificationTask { IsPerStep: false } && options.Loss is null
                && data.Tokens <= MostTokensUnasked
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

    /// <param name="setup">The fit.</param>
    /// <param name="validationLogits">The network's logits of the validation rows.</param>
    /// <param name="say">Receives messages about progress.</param>
    /// <returns>The branch, the logits of both of the validation rows, and how it went.</returns>
    internal static (NgramBranch Branch, float[] ValidationLogits, NgramBranchSummary Summary) Run(
        FitSetup setup, float[] validationLogits, Action<string> say)
    {
        var clock = Stopwatch.StartNew();
        var (options, objective, data) = (setup.Options, setup.Objective, setup.Data);
        var training = new NgramTraining(
            new NgramLogisticRegressionOptions { NgramLength = options.NgramLength!.Value }.Settings,
            options.NumberOfThreads ?? Environment.ProcessorCount, say,
            options.CancellationToken);
        var weights = training.Run(WithWeight(data.Whole!), objective, data.LabelSummary);
        var validation = data.Validation;
        float[] logits = new float[validationLogits.Length];
        weights.Score(validation, logits, options.CancellationToken);
        var (labels, examples) = TargetsOf(validation);
        var blend = LogitBlendFit.Run(validationLogits, logits, labels, examples, objective.Outputs);
        float[] both = [.. validationLogits.Zip(logits, blend.Of)];
        var metrics = validation.Count > 0 ? objective.Evaluate(both, labels, examples) : null;
        var summary = new NgramBranchSummary
        {
            NumberOfNgrams = weights.Ngrams.Count,
            NetworkFactor = blend.Network,
            NgramFactor = blend.Ngrams,
            Bias = blend.Bias,
            ValidationAccuracy = metrics?[MetricNames.Accuracy],
            ValidationLoss = metrics?[MetricNames.Loss],
            TotalSeconds = clock.Elapsed.TotalSeconds,
        };
        say(summary.ToString());
        return (new NgramBranch(weights, blend), both, summary);
    }

    // A row that weighs nothing is as if it were not there: its n-grams count in no row.
    private static SequenceBuffer WithWeight(SequenceBuffer rows)
    {
        int[] weighty = [.. Enumerable.Range(0, rows.Count).Where(row => rows.WeightOf(row) > 0)];
        if (weighty.Length == rows.Count)
            return rows;
        var kept = new SequenceBuffer(rows.Input, rows.Target);
        foreach (int row in weighty)
            kept.Add(rows, row);
        return kept;
    }

    private static (float[] Labels, float[] Weights) TargetsOf(SequenceBuffer rows) => (
        [.. Enumerable.Range(0, rows.Count).Select(row => rows.TargetsOf(row)[0])],
        [.. Enumerable.Range(0, rows.Count).Select(rows.WeightOf)]);
}
