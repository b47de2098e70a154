using Microsoft.ML;

namespace MlNet.Sequences;

/// <content>The n-gram trainers.</content>
public static partial class SequencesCatalog
{
    /// <summary>
    /// Trains logistic regression on the n-grams of a text's tokens, each scaled by its naive Bayes log-count ratio, to tell two
    /// classes apart (Wang and Manning, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification", ACL 2012).
    /// Seconds for 25,000 reviews.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">The Boolean column with the labels.</param>
    /// <param name="featureColumnName">The column with the texts: a vector of token keys, of any length.</param>
    /// <param name="exampleWeightColumnName">A Single column with the examples' weights, or null.</param>
    /// <param name="ngramLength">The most tokens of an n-gram; from 1 to 8.</param>
    /// <param name="minimumDocumentCount">In how many training rows an n-gram must occur; 1 or more.</param>
    /// <param name="l2Regularization">How strongly weights are pulled toward 0; above 0.</param>
    /// <exception cref="ArgumentException">A rule of the options is broken; the message lists every one.</exception>
    public static NgramLogisticRegressionTrainer NgramLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName,
        string featureColumnName = SequenceTrainerDefaults.FeatureColumnName,
        string? exampleWeightColumnName = null,
        int ngramLength = NgramLogisticRegressionOptions.DefaultNgramLength,
        int minimumDocumentCount = NgramLogisticRegressionOptions.DefaultMinimumDocumentCount,
        double l2Regularization = NgramLogisticRegressionOptions.DefaultL2Regularization) =>
        catalog.NgramLogisticRegression(NgramOptions(
            labelColumnName, featureColumnName, exampleWeightColumnName, ngramLength, minimumDocumentCount, l2Regularization));

    /// <summary>Trains logistic regression on the n-grams of a text's tokens to tell two classes apart, with every
    /// option.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="options">The options, read when the trainer is made.</param>
    /// <exception cref="ArgumentException">A rule of the options is broken; the message lists every one.</exception>
    public static NgramLogisticRegressionTrainer NgramLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, NgramLogisticRegressionOptions options) =>
        new(HostEnvironments.Of(catalog), options, new BinaryTask());

    /// <summary>
    /// Trains logistic regression on the n-grams of a text's tokens, each scaled by its naive Bayes log-count ratio, to tell
    /// several classes apart, each against the others (Wang and Manning, "Baselines and Bigrams: Simple, Good Sentiment and Topic
    /// Classification", ACL 2012).
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">The key column with the labels.</param>
    /// <param name="featureColumnName">The column with the texts: a vector of token keys, of any length.</param>
    /// <param name="exampleWeightColumnName">A Single column with the examples' weights, or null.</param>
    /// <param name="ngramLength">The most tokens of an n-gram; from 1 to 8.</param>
    /// <param name="minimumDocumentCount">In how many training rows an n-gram must occur; 1 or more.</param>
    /// <param name="l2Regularization">How strongly weights are pulled toward 0; above 0.</param>
    /// <exception cref="ArgumentException">A rule of the options is broken; the message lists every one.</exception>
    public static NgramLogisticRegressionTrainer NgramLogisticRegression(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName,
        string featureColumnName = SequenceTrainerDefaults.FeatureColumnName,
        string? exampleWeightColumnName = null,
        int ngramLength = NgramLogisticRegressionOptions.DefaultNgramLength,
        int minimumDocumentCount = NgramLogisticRegressionOptions.DefaultMinimumDocumentCount,
        double l2Regularization = NgramLogisticRegressionOptions.DefaultL2Regularization) =>
        catalog.NgramLogisticRegression(NgramOptions(
            labelColumnName, featureColumnName, exampleWeightColumnName, ngramLength, minimumDocumentCount, l2Regularization));

    /// <summary>Trains logistic regression on the n-grams of a text's tokens to tell several classes apart, with every
    /// option.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">The options, read when the trainer is made.</param>
    /// <exception cref="ArgumentException">A rule of the options is broken; the message lists every one.</exception>
    public static NgramLogisticRegressionTrainer NgramLogisticRegression(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, NgramLogisticRegressionOptions options) =>
        new(HostEnvironments.Of(catalog), options, new MulticlassTask());

    /// <summary>
    /// Gives an n-gram model that predicts true above another score. Nothing is trained again, and the model that was given
    /// stays as it is.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.BinaryClassification</c>.</param>
    /// <param name="model">A trained model, such as the last transformer of a fitted chain.</param>
    /// <param name="threshold">The value of the column Score, the logit, above which true is predicted.</param>
    /// <returns>The same model with the threshold; both share the weights.</returns>
    /// <exception cref="InvalidOperationException">The model is for another task.</exception>
    public static NgramPredictionTransformer ChangeModelThreshold(
        this BinaryClassificationCatalog catalog, NgramPredictionTransformer model, float threshold)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return model.WithThreshold(threshold);
    }

    private static NgramLogisticRegressionOptions NgramOptions(
        string label, string feature, string? exampleWeight, int ngramLength, int minimumDocumentCount,
        double l2Regularization) => new()
        {
            LabelColumnName = label,
            FeatureColumnName = feature,
            ExampleWeightColumnName = exampleWeight,
            NgramLength = ngramLength,
            MinimumDocumentCount = minimumDocumentCount,
            L2Regularization = l2Regularization,
        };
}
