using Microsoft.ML;

namespace MlNet.Sequences;

/// <content>Explanations of scores.</content>
public static partial class SequencesCatalog
{
    /// <summary>
    /// Explains a trained model's scores: adds what each token of a text contributes to its score, as ML.NET's
    /// <c>CalculateFeatureContribution</c> does for linear models and trees. See <see cref="TokenContributionTransformer"/> for
    /// the columns.
    /// </summary>
    /// <example>
    /// <code>
    /// IDataView scored = model.Transform(reviews);
    /// IDataView explained = mlContext.Transforms.CalculateTokenContributions(model).Fit(scored).Transform(scored);
    /// </code>
    /// </example>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="model">
    /// A trained model, alone or in a chain: a network of tokens, n-grams, or both, for binary classification, multiclass
    /// classification, or regression of one number. The rows must have its column of sequences, as the steps before it add it.
    /// </param>
    /// <param name="options">What to explain, and how; null for integrated gradients. Default: null.</param>
    /// <exception cref="ArgumentException">
    /// A rule of the options is broken, or the model can't be explained: it has another task, reads numbers, is an ensemble, or
    /// is exported and the method needs gradients.
    /// </exception>
    public static TokenContributionEstimator CalculateTokenContributions(
        this TransformsCatalog catalog, ITransformer model, TokenContributionOptions? options = null) =>
        new(HostEnvironments.Of(catalog), model, options ?? new());

    /// <summary>
    /// Measures how faithful explanations are to a model of classes: how the probability of the predicted class falls when the
    /// tokens that are said to have made it are deleted, or all others, beside a random order; and whether explanations depend on
    /// what the network has learned.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Model</c>.</param>
    /// <param name="model">A trained model of classes, alone or in a chain.</param>
    /// <param name="data">Rows with its column of sequences; a few hundred suffice. Rows without tokens are left out.</param>
    /// <param name="options">
    /// How to explain; null for integrated gradients. The predicted class is explained. Default: null.
    /// </param>
    /// <param name="seed">The seed of the random order and of the random weights. Default: 1.</param>
    /// <exception cref="ArgumentException">
    /// A rule of the options is broken, or the model can't be explained or does not predict classes.
    /// </exception>
    /// <exception cref="InvalidOperationException">No row has a token.</exception>
    public static ExplanationMetrics EvaluateExplanations(
        this ModelOperationsCatalog catalog, ITransformer model, IDataView data, TokenContributionOptions? options = null,
        int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        return ExplanationEvaluation.Run(HostEnvironments.Of(catalog), model, data, (options ?? new()).Copy(), seed);
    }
}
