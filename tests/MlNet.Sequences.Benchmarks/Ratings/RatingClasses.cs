using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Stars as one of eight classes.</summary>
internal sealed class RatingClasses
{
    private readonly MLContext _mlContext;
    private readonly IDataView _train, _test;

    internal RatingClasses(MLContext mlContext, IDataView train, IDataView test)
    {
        _mlContext = mlContext;
        var keys = mlContext.Transforms.Conversion
            .MapValueToKey("Label", "Rating", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(train);
        (_train, _test) = (keys.Transform(train), keys.Transform(test));
        Console.WriteLine($"{"stars as a class",-36} {"accuracy",9} {"macro",7} {"log-loss",9} {"seconds",8}");
    }

    internal void Measure(string name, IEstimator<ITransformer> pipeline)
    {
        var clock = Stopwatch.StartNew();
        var model = pipeline.Fit(_train);
        double seconds = clock.Elapsed.TotalSeconds;
        var metrics = _mlContext.MulticlassClassification.Evaluate(model.Transform(_test));
        Console.WriteLine(
            $"{name,-36} {metrics.MicroAccuracy,9:P2} {metrics.MacroAccuracy,7:P1} {metrics.LogLoss,9:F4} {seconds,8:F1}");
        (model as IDisposable)?.Dispose();
    }
}
