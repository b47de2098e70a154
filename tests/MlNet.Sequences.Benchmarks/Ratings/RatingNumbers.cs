using System.Diagnostics;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Stars as a number.</summary>
internal sealed class RatingNumbers
{
    internal const string Label = "Rating";

    private readonly MLContext _mlContext;
    private readonly IDataView _train, _test;

    internal RatingNumbers(MLContext mlContext, IDataView train, IDataView test)
    {
        (_mlContext, _train, _test) = (mlContext, train, test);
        Console.WriteLine();
        Console.WriteLine($"{"stars as a number",-36} {"RMSE",9} {"MAE",7} {"R²",9} {"seconds",8}");
    }

    internal void Measure(string name, IEstimator<ITransformer> pipeline)
    {
        var clock = Stopwatch.StartNew();
        var model = pipeline.Fit(_train);
        double seconds = clock.Elapsed.TotalSeconds;
        var metrics = _mlContext.Regression.Evaluate(model.Transform(_test), Label);
        Console.WriteLine(
            $"{name,-36} {metrics.RootMeanSquaredError,9:F4} {metrics.MeanAbsoluteError,7:F4} {metrics.RSquared,9:F4} " +
            $"{seconds,8:F1}");
        (model as IDisposable)?.Dispose();
    }
}
