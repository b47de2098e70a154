using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences;
using Samples;

// A sine, or one with a second, faster one in it: the network has to look at distant steps.
var mlContext = new MLContext(seed: 1);
var random = new Random(1);
IDataView waves = mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 600).Select(i =>
{
    double phase = random.NextDouble() * Math.Tau;
    var steps = Enumerable.Range(0, 64)
        .Select(t => Math.Sin((t / 8.0) + phase) + (i % 2 == 0 ? 0.4 * Math.Sin(t * 1.5) : 0) + random.NextDouble() - 0.5);
    return new Wave { Features = [.. steps.Select(step => (float)step)], Label = i % 2 == 0 };
}).ToArray());
var split = mlContext.Data.TrainTestSplit(waves, testFraction: 0.2);

var options = new TemporalConvolutionOptions
{
    Channels = 16,
    EmbeddingSize = 16,
    NumberOfEpochs = 15,
    Callbacks = { new ProgressPrinter() },
};
var model = mlContext.BinaryClassification.Trainers.Sequence(options).Fit(split.TrainSet);
mlContext.Model.Save(model, waves.Schema, "waves.zip");

using var loaded = (SequencePredictionTransformer)mlContext.Model.Load("waves.zip", out _);
var metrics = mlContext.BinaryClassification.Evaluate(loaded.Transform(split.TestSet));
Console.WriteLine(FormattableString.Invariant($"accuracy {metrics.Accuracy:P0} with {loaded.NumberOfParameters} parameters"));

internal sealed class Wave
{
    [VectorType(64)]
    public float[] Features { get; set; } = [];

    public bool Label { get; set; }
}
