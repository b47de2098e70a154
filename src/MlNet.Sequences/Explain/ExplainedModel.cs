using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>Which models can be explained.</summary>
internal static class ExplainedModel
{
    /// <summary>The trained transformer of a model.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    internal static IScoringTransformer Find(ITransformer model) =>
        TrainedModels.Steps(model).OfType<IScoringTransformer>().LastOrDefault() ?? throw new ArgumentException(
            $"The model must have a trained transformer of MlNet.Sequences; received {model.GetType().Name} without one. Pass " +
            "what a trainer's Fit returned, or a chain with it.", nameof(model));

    /// <summary>Why a model's scores can't be explained in this way, and what to do instead; null if they can.</summary>
    internal static string? ReasonAgainst(IScoringTransformer model, TokenContributionMethod method)
    {
        if (model.Network is not { } network)
            return "An ensemble's scores can't be explained. Explain its models one by one: they are its Models.";
        if (!network.Input.IsTokens)
            return "The model reads numbers, and contributions are those of tokens. Use PermutationFeatureImportance.";
        if (network.Objective is not (BinaryObjective or MulticlassObjective or RegressionObjective))
            return "Contributions explain the one score of a text: of binary classification, multiclass classification or " +
                $"regression of one number; the model's task is {network.Objective.Describe()}. Train a model of one of these " +
                "tasks.";
        if (method != TokenContributionMethod.Occlusion && !GradientExplainer.CanExplain(network))
            return $"An exported network has no gradients, which {method} needs. Set " +
                $"{nameof(TokenContributionOptions.Method)} to {nameof(TokenContributionMethod.Occlusion)}, or explain the " +
                "trained model.";
        return null;
    }

    /// <summary>Checks that a model's scores can be explained in this way.</summary>
    /// <exception cref="ArgumentException">They can't, or a rule of the options is broken.</exception>
    internal static void Check(IScoringTransformer model, TokenContributionOptions options)
    {
        if (ReasonAgainst(model, options.Method) is { } reason)
            throw new ArgumentException(reason, nameof(model));
        var violations = new OptionViolations();
        options.AddViolations(model.Network!, violations);
        violations.ThrowIfAny(nameof(TokenContributionOptions));
    }
}
