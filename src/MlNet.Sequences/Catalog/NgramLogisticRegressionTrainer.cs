using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace MlNet.Sequences;

/// <summary>
/// Trains logistic regression on the n-grams of token keys as an ML.NET estimator, each n-gram scaled by its naive Bayes
/// log-count ratio (Wang and Manning 2012). Made by the catalogs, as in
/// <c>mlContext.BinaryClassification.Trainers.NgramLogisticRegression(…)</c>. The same rows give the same model, whatever the
/// number of threads; nothing is random. Needs no native library.
/// </summary>
public sealed class NgramLogisticRegressionTrainer : ITrainerEstimator<NgramPredictionTransformer, NgramModelParameters>
{
    private static readonly ColumnRequirement Tokens = new(
        "feature", "a vector of keys (tokens), such as TokenizeIntoWordsAsKeys makes", column => column.IsVector && column.IsKey);

    private readonly IHostEnvironment _environment;
    private readonly NgramLogisticRegressionOptions _options;
    private readonly ClassificationTask _task;
    private readonly RowColumns _columns;

    internal NgramLogisticRegressionTrainer(
        IHostEnvironment environment, NgramLogisticRegressionOptions options, ClassificationTask task)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_environment, _options, _task) = (environment, options.Copy(), task);
        _columns = new RowColumns(
            options.FeatureColumnName, options.LabelColumnName, options.ExampleWeightColumnName, task.LabelKind.Requirement);
    }

    /// <summary>What ML.NET asks of a trainer: no normalization, calibration or cache is added; validation rows are not
    /// used.</summary>
    public TrainerInfo Info => TrainerInfos.OfNgrams;

    /// <summary>The schema that the trained transformer will give, annotations included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _columns.Check(inputSchema);
        Tokens.Find(inputSchema, _options.FeatureColumnName);
        var added = _task.OutputShapes(_task.LabelKind.Requirement.Find(inputSchema, _options.LabelColumnName)).ToArray();
        return new SchemaShape(inputSchema.Where(column => added.All(a => a.Name != column.Name)).Concat(added));
    }

    /// <summary>Trains on the rows of a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows to train on, all have one class, a label or weight is out of its range, or there are more tokens or
    /// weights than an array holds.
    /// </exception>
    /// <exception cref="OperationCanceledException">The options' token or the context was cancelled.</exception>
    public NgramPredictionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _columns.Find(input.Schema);
        Tokens.Find(input.Schema, _options.FeatureColumnName);
        return ContextCancellation.Run(
            _environment,
            token => new NgramPredictionTransformer(
                new NgramFit(_environment, _options, _task, _columns, token).Run(input), _environment),
            _options.CancellationToken);
    }
}
