using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Cross-validation of forecasts: each fold trains on the past of its test part, which ends later from fold to fold.
/// </summary>
internal static class RollingOrigin
{
    /// <exception cref="InvalidOperationException">No series is long enough for the first fold.</exception>
    internal static IReadOnlyList<TrainCatalogBase.CrossValidationResult<ForecastMetrics>> Run(
        IHostEnvironment environment, IDataView data, IEstimator<ITransformer> estimator, ForecastCrossValidationOptions options)
    {
        var evaluation = options.Evaluation;
        int testSteps = evaluation.NumberOfTestSteps!.Value, between = options.StepBetweenFolds ?? testSteps;
        var set = SeriesReader.Read(data, evaluation.Columns);
        int longest = set.Series.Select(series => series.Steps).DefaultIfEmpty().Max();
        long needed = testSteps + ((long)(options.NumberOfFolds - 1) * between) + options.Gap;
        if (longest <= needed)
            throw OptionMessage.Invalid(
                $"A series must have steps to train on before the test part of the first fold, {needed} steps before the end " +
                $"of the data; the longest has {longest} steps. Make {nameof(options.NumberOfFolds):option} or " +
                $"{nameof(options.StepBetweenFolds):option} smaller, or give longer series.");

        var results = new List<TrainCatalogBase.CrossValidationResult<ForecastMetrics>>();
        for (int fold = 0; fold < options.NumberOfFolds; fold++)
        {
            HostEnvironments.CheckAlive(environment);
            int fromEnd = (options.NumberOfFolds - 1 - fold) * between;
            // A series that is too short for the fold has no part in it.
            var train = new SelectedRowsView(data, row => IsIn(row, fromEnd + testSteps + options.Gap, options.TrainingSteps));
            var test = new SelectedRowsView(
                data, row => IsIn(row, fromEnd, null) && StepsOf(row) > fromEnd + testSteps + options.Gap);
            var model = estimator.Fit(train);
            var scored = model.Transform(test);
            var metrics = new ForecastEvaluator(environment, scored, evaluation).Run(trainingData: train);
            results.Add(CrossValidation.ResultOf(model, metrics, scored, fold));
        }

        return results;

        int StepsOf(long row) => set.Series[set.PlaceOf(row).Series].Steps;

        // Whether a row is before the last steps of its series, and not too long before.
        bool IsIn(long row, int fromEnd, int? most)
        {
            var (series, step) = set.PlaceOf(row);
            int end = set.Series[series].Steps - fromEnd;
            return step < end && (most is null || step >= end - most);
        }
    }
}
