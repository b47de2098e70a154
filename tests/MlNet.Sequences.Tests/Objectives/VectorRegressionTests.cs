using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

/// <summary>A vector of numbers as label: several steps ahead, say.</summary>
[TestClass]
public sealed class VectorRegressionTests
{
    private const int Width = 3;

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("transformer")]
    public void Each_number_of_a_label_is_learned_in_its_own_unit(string architecture)
    {
        var data = _mlContext.Data.LoadFromEnumerable(Rows(300, seed: 1));
        using var model = Trainer(architecture).Fit(data);
        var test = Rows(50, seed: 2);
        float[][] scores = Toy.ScoreVectors(model, _mlContext.Data.LoadFromEnumerable(test));
        for (int number = 0; number < Width; number++)
        {
            double error = Math.Sqrt(
                scores.Zip(test).Average(pair => Math.Pow(pair.First[number] - pair.Second.Label[number], 2)));
            double mean = test.Average(row => row.Label[number]);
            double spread = Math.Sqrt(test.Average(row => Math.Pow(row.Label[number] - mean, 2)));
            Assert.IsLessThan(spread * 0.7, error, $"number {number}");
        }

        Assert.IsEmpty(model.History.Warnings);
        Assert.IsTrue(model.History.Epochs.All(epoch => epoch.Validation.ContainsKey("RootMeanSquaredError")));
    }

    [TestMethod]
    public void The_estimator_promises_the_column_that_the_model_adds_and_the_model_is_saved_with_its_width()
    {
        var data = _mlContext.Data.LoadFromEnumerable(Rows(60, seed: 1));
        var trainer = Trainer("lstm");
        using var model = trainer.Fit(data);
        var promised = trainer.GetOutputSchema(new SchemaShape(ColumnShapes.Of(data.Schema)));
        Assert.AreEqual(Schemas.Describe(model.Transform(data).Schema), Schemas.Describe(promised));

        var again = (SequencePredictionTransformer)ModelFile.Reload(_mlContext, model);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, Width), again.Transform(data).Schema["Score"].Type);
        foreach (var (expected, actual) in Toy.ScoreVectors(model, data).Zip(Toy.ScoreVectors(again, data)))
            CollectionAssert.AreEqual(expected, actual);
        again.Dispose();
    }

    [TestMethod]
    public void The_exported_model_scores_the_same()
    {
        using var folder = new ScratchFolder();
        using var model = Trainer("gru").Fit(_mlContext.Data.LoadFromEnumerable(Rows(60, seed: 1)));
        _mlContext.Model.ExportToOnnx(model, folder.At("model.onnx")); // checks the scores itself
        Assert.IsTrue(File.Exists(folder.At("model.onnx")));
    }

    [TestMethod]
    public void A_label_with_a_missing_number_is_left_out_and_an_infinite_one_is_refused()
    {
        var rows = Rows(60, seed: 1);
        rows[7].Label[1] = float.NaN;
        using var model = Trainer("lstm").Fit(_mlContext.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(59, model.History.TrainingRows + model.History.ValidationRows);

        rows[8].Label[2] = float.PositiveInfinity;
        var failure = Assert.ThrowsExactly<InvalidOperationException>(
            () => Trainer("lstm").Fit(_mlContext.Data.LoadFromEnumerable(rows)));
        Assert.Contains("Labels must be finite", failure.Message);
    }

    [TestMethod]
    public void A_variable_vector_is_refused_as_a_label()
    {
        var failure = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => Trainer("lstm")
            .Fit(_mlContext.Data.LoadFromEnumerable([new VariableRow { Features = new float[16], Label = [1, 2] }])));
        Assert.Contains("a vector of Single with a fixed length", failure.Message);
    }

    private SequenceTrainer Trainer(string architecture) => Toy.Trainer(_mlContext, ToyTask.Regression, architecture switch
    {
        "gru" => Change(Toy.Recurrent<GruOptions>()),
        "transformer" => Change(ToyTransformer.Options),
        _ => Change(Toy.Options),
    });

    private static SequenceTrainerOptions Change(SequenceTrainerOptions options)
    {
        (options.NumberOfEpochs, options.LearningRate, options.ValidationFraction) = (20, 0.02, 0.1);
        return options;
    }

    // The slope, a thousand times the slope far from 0, and its square.
    private static Row[] Rows(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float slope = random.NextSingle() - 0.5f;
            float[] steps = [.. Enumerable.Range(0, 8).SelectMany(t => new[] { slope * t, random.NextSingle() - 0.5f })];
            return new Row { Features = steps, Label = [slope, 5_000 + (1_000 * slope), 4 * slope * slope] };
        })];
    }

    private sealed class Row
    {
        [VectorType(8, 2)]
        public float[] Features { get; set; } = [];

        [VectorType(Width), ColumnName("Amount")]
        public float[] Label { get; set; } = [];
    }

    private sealed class VariableRow
    {
        [VectorType(8, 2)]
        public float[] Features { get; set; } = [];

        [ColumnName("Amount")]
        public float[] Label { get; set; } = [];
    }
}
