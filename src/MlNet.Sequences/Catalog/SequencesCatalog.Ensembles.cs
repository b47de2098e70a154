using Microsoft.ML;

namespace MlNet.Sequences;

/// <content>Ensembles: several trained models as one.</content>
public static partial class SequencesCatalog
{
    /// <summary>
    /// Joins trained models of binary classification to one, whose logit is the weighted sum of theirs. The weights, 0 or more,
    /// and a bias are those of the least cross-entropy on held-out rows, pulled toward equal weights by 10 times the squared
    /// distance, so that a few dozen rows outweigh the pull.
    /// </summary>
    /// <remarks>
    /// The models may read different columns, and tokenize texts differently: each brings its own steps. Of this library's models
    /// the logit is taken, of others that of the column Probability, kept 1e-6 away from 0 and 1. Thresholds of the models don't
    /// matter.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.BinaryClassification</c>.</param>
    /// <param name="models">
    /// One trained model or more: whole pipelines from the columns of the data to a score, or trained transformers alone. The
    /// ensemble disposes them when it is disposed.
    /// </param>
    /// <param name="validationData">
    /// Rows that none of the models was trained on, with the columns that the models read, and labels.
    /// </param>
    /// <param name="labelColumnName">
    /// The column with the labels, a Boolean, in the data or as the steps of the first model make it. Rows without a label are
    /// left out.
    /// </param>
    /// <param name="exampleWeightColumnName">A Single column with the rows' weights, or null.</param>
    /// <example>
    /// <code>
    /// var ensemble = mlContext.BinaryClassification.Ensemble([lstmModel, ngramModel], heldOut);
    /// mlContext.Model.Save(ensemble, heldOut.Schema, "ensemble.zip");
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">
    /// There is no model, one is for another task, lacks a column of the data, or has other classes than the first; or a column
    /// of the data is missing or of a wrong type.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// No row has a label, all have the same, or a model returned a score that is not finite, or probabilities that aren't.
    /// </exception>
    public static EnsembleTransformer Ensemble(
        this BinaryClassificationCatalog catalog, IReadOnlyList<ITransformer> models, IDataView validationData,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName, string? exampleWeightColumnName = null) =>
        EnsembleFit.Run(
            HostEnvironments.Of(catalog), new BinaryEnsembleTask(), models, validationData, labelColumnName,
            exampleWeightColumnName);

    /// <summary>
    /// Joins trained models of binary classification to one, whose logit is the weighted mean of theirs.
    /// </summary>
    /// <inheritdoc
    ///     cref="Ensemble(BinaryClassificationCatalog, IReadOnlyList{ITransformer}, IDataView, string, string)"
    ///     path="/remarks"/>
    /// <param name="catalog">The catalog, <c>mlContext.BinaryClassification</c>.</param>
    /// <param name="models">
    /// One trained model or more: whole pipelines from the columns of the data to a score, or trained transformers alone. The
    /// ensemble disposes them when it is disposed.
    /// </param>
    /// <param name="inputSchema">The columns of the data that the models read.</param>
    /// <param name="weights">
    /// A weight for each model, 0 or more; only their proportions matter. Null for equal weights. Default: null.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no model, one is for another task, lacks a column, or has other classes than the first; or a weight is missing,
    /// negative or not finite.
    /// </exception>
    public static EnsembleTransformer Ensemble(
        this BinaryClassificationCatalog catalog, IReadOnlyList<ITransformer> models, DataViewSchema inputSchema,
        IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return EnsembleFit.Join(new BinaryEnsembleTask(), models, inputSchema, weights);
    }

    /// <summary>
    /// Returns an ensemble that predicts true above another score. Nothing is fitted again, and the given ensemble is unchanged.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.BinaryClassification</c>.</param>
    /// <param name="model">The ensemble.</param>
    /// <param name="threshold">The value of the column Score, the logit, above which true is predicted.</param>
    /// <returns>The ensemble with the threshold; both share the models, which are freed when both are disposed.</returns>
    /// <exception cref="InvalidOperationException">The ensemble is for another task.</exception>
    public static EnsembleTransformer ChangeModelThreshold(
        this BinaryClassificationCatalog catalog, EnsembleTransformer model, float threshold)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return model.WithThreshold(threshold);
    }

    /// <summary>
    /// Joins trained models of multiclass classification to one, whose probabilities are the softmax of the weighted sum of the
    /// logarithms of theirs. The weights, 0 or more, are those of the least cross-entropy on held-out rows, pulled toward equal
    /// weights by 10 times the squared distance, so that a few dozen rows outweigh the pull.
    /// </summary>
    /// <remarks>
    /// The models may read different columns, and tokenize texts differently: each brings its own steps. Their classes are
    /// matched by the key values of PredictedLabel, whatever their order; the ensemble has the first model's keys. Probabilities
    /// below 1e-6 count as 1e-6.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="models">
    /// One trained model or more, whose scores are probabilities: whole pipelines from the columns of the data to a score, or
    /// trained transformers alone. The ensemble disposes them when it is disposed.
    /// </param>
    /// <param name="validationData">
    /// Rows that none of the models was trained on, with the columns that the models read, and labels.
    /// </param>
    /// <param name="labelColumnName">
    /// The column with the labels, a key, in the data or as the steps of the first model make it. Rows without a label are left
    /// out.
    /// </param>
    /// <param name="exampleWeightColumnName">A Single column with the rows' weights, or null.</param>
    /// <inheritdoc
    ///     cref="Ensemble(BinaryClassificationCatalog, IReadOnlyList{ITransformer}, IDataView, string, string)"
    ///     path="/exception"/>
    public static EnsembleTransformer Ensemble(
        this MulticlassClassificationCatalog catalog, IReadOnlyList<ITransformer> models, IDataView validationData,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName, string? exampleWeightColumnName = null) =>
        EnsembleFit.Run(
            HostEnvironments.Of(catalog), new MulticlassEnsembleTask(), models, validationData, labelColumnName,
            exampleWeightColumnName);

    /// <summary>
    /// Joins trained models of multiclass classification to one, whose probabilities are the softmax of the weighted mean of the
    /// logarithms of theirs.
    /// </summary>
    /// <inheritdoc
    ///     cref="Ensemble(MulticlassClassificationCatalog, IReadOnlyList{ITransformer}, IDataView, string, string)"
    ///     path="/remarks"/>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="models">
    /// One trained model or more: whole pipelines from the columns of the data to a score, or trained transformers alone. The
    /// ensemble disposes them when it is disposed.
    /// </param>
    /// <param name="inputSchema">The columns of the data that the models read.</param>
    /// <param name="weights">
    /// A weight for each model, 0 or more; only their proportions matter. Null for equal weights. Default: null.
    /// </param>
    /// <inheritdoc
    ///     cref="Ensemble(BinaryClassificationCatalog, IReadOnlyList{ITransformer}, DataViewSchema, IReadOnlyList{double})"
    ///     path="/exception"/>
    public static EnsembleTransformer Ensemble(
        this MulticlassClassificationCatalog catalog, IReadOnlyList<ITransformer> models, DataViewSchema inputSchema,
        IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return EnsembleFit.Join(new MulticlassEnsembleTask(), models, inputSchema, weights);
    }

    /// <summary>
    /// Joins trained models of regression to one, whose score is the weighted sum of theirs. The weights, 0 or more, and a bias
    /// are those of the least squared error on held-out rows, pulled toward the mean of the models by 10 times the squared
    /// distance, in standard deviations of the labels, so that a few dozen rows outweigh the pull.
    /// </summary>
    /// <remarks>
    /// The models may read different columns, and tokenize texts differently: each brings its own steps.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.Regression</c>.</param>
    /// <param name="models">
    /// One trained model or more, each with one number as score: whole pipelines from the columns of the data to a score, or
    /// trained transformers alone. The ensemble disposes them when it is disposed.
    /// </param>
    /// <param name="validationData">
    /// Rows that none of the models was trained on, with the columns that the models read, and labels.
    /// </param>
    /// <param name="labelColumnName">
    /// The column with the labels, a Single, in the data or as the steps of the first model make it. Rows whose label is NaN are
    /// left out.
    /// </param>
    /// <param name="exampleWeightColumnName">A Single column with the rows' weights, or null.</param>
    /// <inheritdoc
    ///     cref="Ensemble(BinaryClassificationCatalog, IReadOnlyList{ITransformer}, IDataView, string, string)"
    ///     path="/exception"/>
    public static EnsembleTransformer Ensemble(
        this RegressionCatalog catalog, IReadOnlyList<ITransformer> models, IDataView validationData,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName, string? exampleWeightColumnName = null) =>
        EnsembleFit.Run(
            HostEnvironments.Of(catalog), new RegressionEnsembleTask(), models, validationData, labelColumnName,
            exampleWeightColumnName);

    /// <summary>Joins trained models of regression to one, whose score is the weighted mean of theirs.</summary>
    /// <inheritdoc
    ///     cref="Ensemble(RegressionCatalog, IReadOnlyList{ITransformer}, IDataView, string, string)"
    ///     path="/remarks"/>
    /// <param name="catalog">The catalog, <c>mlContext.Regression</c>.</param>
    /// <param name="models">
    /// One trained model or more: whole pipelines from the columns of the data to a score, or trained transformers alone. The
    /// ensemble disposes them when it is disposed.
    /// </param>
    /// <param name="inputSchema">The columns of the data that the models read.</param>
    /// <param name="weights">
    /// A weight for each model, 0 or more; only their proportions matter. Null for equal weights. Default: null.
    /// </param>
    /// <inheritdoc
    ///     cref="Ensemble(BinaryClassificationCatalog, IReadOnlyList{ITransformer}, DataViewSchema, IReadOnlyList{double})"
    ///     path="/exception"/>
    public static EnsembleTransformer Ensemble(
        this RegressionCatalog catalog, IReadOnlyList<ITransformer> models, DataViewSchema inputSchema,
        IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return EnsembleFit.Join(new RegressionEnsembleTask(), models, inputSchema, weights);
    }
}
