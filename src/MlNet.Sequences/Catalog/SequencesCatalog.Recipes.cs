using Microsoft.ML;

namespace MlNet.Sequences;

/// <content>Whole pipelines from texts to a classifier.</content>
public static partial class SequencesCatalog
{
    /// <summary>
    /// Trains a classifier of texts with two classes by a recipe, from the text column on: words, a language model, an LSTM and
    /// n-grams, of texts with and without labels.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="recipe">How much time it may take.</param>
    /// <param name="labelColumnName">The Boolean column with the labels.</param>
    /// <param name="textColumnName">The column with the texts.</param>
    /// <param name="unlabeledData">Texts without labels: rows with the text column; or null.</param>
    /// <param name="samplingKeyColumnName">
    /// The column whose equal values are held out together (see <see cref="SequenceTrainerOptions.SamplingKeyColumnName"/>), or
    /// null.
    /// </param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static TextRecipeEstimator TextRecipe(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, TextRecipe recipe,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName,
        string textColumnName = TextRecipeOptions.DefaultTextColumnName,
        IDataView? unlabeledData = null, string? samplingKeyColumnName = null) =>
        catalog.TextRecipe(RecipeOptions(recipe, labelColumnName, textColumnName, unlabeledData, samplingKeyColumnName));

    /// <summary>Trains a classifier of texts with two classes by a recipe, with every option.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="options">The options, read when the estimator is created.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static TextRecipeEstimator TextRecipe(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, TextRecipeOptions options) =>
        new(HostEnvironments.Of(catalog), options, new BinaryTask());

    /// <summary>
    /// Trains a classifier of texts with any number of classes by a recipe, from the text column on: words, a language model, an
    /// LSTM and n-grams, of texts with and without labels.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="recipe">How much time it may take.</param>
    /// <param name="labelColumnName">The key column with the labels.</param>
    /// <param name="textColumnName">The column with the texts.</param>
    /// <param name="unlabeledData">Texts without labels: rows with the text column; or null.</param>
    /// <param name="samplingKeyColumnName">
    /// The column whose equal values are held out together (see <see cref="SequenceTrainerOptions.SamplingKeyColumnName"/>), or
    /// null.
    /// </param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static TextRecipeEstimator TextRecipe(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TextRecipe recipe,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName,
        string textColumnName = TextRecipeOptions.DefaultTextColumnName,
        IDataView? unlabeledData = null, string? samplingKeyColumnName = null) =>
        catalog.TextRecipe(RecipeOptions(recipe, labelColumnName, textColumnName, unlabeledData, samplingKeyColumnName));

    /// <summary>Trains a classifier of texts with any number of classes by a recipe, with every option.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">The options, read when the estimator is created.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static TextRecipeEstimator TextRecipe(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TextRecipeOptions options) =>
        new(HostEnvironments.Of(catalog), options, new MulticlassTask());

    private static TextRecipeOptions RecipeOptions(
        TextRecipe recipe, string labelColumnName, string textColumnName, IDataView? unlabeledData, string? samplingKeyColumnName)
    {
        var options = new TextRecipeOptions(recipe) { TextColumnName = textColumnName, UnlabeledData = unlabeledData };
        (options.Classifier.LabelColumnName, options.Classifier.SamplingKeyColumnName) = (labelColumnName, samplingKeyColumnName);
        return options;
    }
}
