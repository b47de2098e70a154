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
}
