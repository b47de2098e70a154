using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <content>Measures models with an answer for each step, which ML.NET's own methods don't take.</content>
public static partial class SequencesCatalog
{
    /// <summary>
    /// Measures a model that <see cref="SequenceTagging"/> trained, by ML.NET's multiclass metrics over all steps that have a
    /// label: <see cref="MulticlassClassificationMetrics.MicroAccuracy"/> is the fraction of the steps that are classified
    /// correctly.
    /// </summary>
    /// <remarks>
    /// A row has a label for each slot of its sequence, or for each step that is not padding. A missing label counts nothing; a
    /// label where the sequence has padding, such as that of a word without a key, counts as classified wrongly.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="data">The scored rows.</param>
    /// <param name="labelColumnName">The column with a vector of keys as labels.</param>
    /// <param name="scoreColumnName">The column with the scores that the model added.</param>
    /// <param name="predictedLabelColumnName">The column with the classes that the model added.</param>
    /// <param name="topKPredictionCount">How many classes the top-K accuracy takes into account; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// A row has another number of labels than of steps, or a label of a class that the model does not know.
    /// </exception>
    public static MulticlassClassificationMetrics EvaluateTagging(
        this MulticlassClassificationCatalog catalog,
        IDataView data,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName,
        string scoreColumnName = StepsView.Score,
        string predictedLabelColumnName = StepsView.PredictedLabel,
        int topKPredictionCount = 0)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var steps = new StepsView(data, labelColumnName, scoreColumnName, predictedLabelColumnName);
        return catalog.Evaluate(steps, StepsView.Label, StepsView.Score, StepsView.PredictedLabel, topKPredictionCount);
    }

    /// <summary>
    /// Trains a pipeline with <see cref="SequenceTagging"/> on all folds of the data but one, and measures it on that one, for
    /// each fold.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="data">The rows.</param>
    /// <param name="estimator">The pipeline.</param>
    /// <param name="numberOfFolds">The folds; 2 or more.</param>
    /// <param name="labelColumnName">The column with a vector of keys as labels, after the pipeline.</param>
    /// <param name="samplingKeyColumnName">A column whose equal values stay in one fold, or null.</param>
    /// <param name="seed">Fixes the folds, or null for the context's.</param>
    /// <returns>The model, its metrics and the scored rows of each fold.</returns>
    public static IReadOnlyList<TrainCatalogBase.CrossValidationResult<MulticlassClassificationMetrics>> CrossValidateTagging(
        this MulticlassClassificationCatalog catalog, IDataView data, IEstimator<ITransformer> estimator, int numberOfFolds = 5,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(estimator);
        return CrossValidation.Run(
            HostEnvironments.Of(catalog), data, estimator, numberOfFolds, samplingKeyColumnName, seed,
            scored => catalog.EvaluateTagging(scored, labelColumnName));
    }

    /// <summary>
    /// Measures a model that <see cref="SequencePerStep"/> trained, by ML.NET's regression metrics over all steps that have a
    /// label.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Regression</c>.</param>
    /// <param name="data">The scored rows.</param>
    /// <param name="labelColumnName">The column with a vector of Single as labels, NaN where one is missing.</param>
    /// <param name="scoreColumnName">The column with the scores that the model added.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">A row has another number of labels than of steps.</exception>
    public static RegressionMetrics EvaluatePerStep(
        this RegressionCatalog catalog, IDataView data, string labelColumnName = SequenceTrainerDefaults.LabelColumnName,
        string scoreColumnName = StepsView.Score)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var steps = new StepsView(data, labelColumnName, scoreColumnName, predicted: null);
        return catalog.Evaluate(steps, StepsView.Label, StepsView.Score);
    }
}
