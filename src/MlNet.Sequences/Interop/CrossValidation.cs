using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Cross-validation by metrics that ML.NET's catalogs don't compute by themselves, over the folds that ML.NET makes.
/// </summary>
internal static class CrossValidation
{
    internal static IReadOnlyList<TrainCatalogBase.CrossValidationResult<TMetrics>> Run<TMetrics>(
        IHostEnvironment environment, IDataView data, IEstimator<ITransformer> estimator, int numberOfFolds,
        string? samplingKeyColumnName, int? seed,
        Func<IDataView, TMetrics> evaluate)
        where TMetrics : class
    {
        var folds = new DataOperationsCatalog(environment).CrossValidationSplit(data, numberOfFolds, samplingKeyColumnName, seed);
        return [.. folds.Select((fold, number) =>
        {
            var model = estimator.Fit(fold.TrainSet);
            var scored = model.Transform(fold.TestSet);
            return ResultOf(model, evaluate(scored), scored, number);
        })];
    }

    /// <summary>What ML.NET returns of a fold.</summary>
    internal static TrainCatalogBase.CrossValidationResult<TMetrics> ResultOf<TMetrics>(
        ITransformer model, TMetrics metrics, IDataView scored, int fold)
        where TMetrics : class => new(model, metrics, scored, fold);
}
