using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class PredictionEngineTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private SequencePredictionTransformer _model = null!;

    [TestInitialize]
    public void Fit() => _model = Toy.Trainer(_mlContext).Fit(Toy.Tokens(_mlContext, 40));

    [TestCleanup]
    public void Free() => _model.Dispose();

    [TestMethod]
    public void Each_row_has_its_own_score()
    {
        var rows = Toy.TokenRows(100, seed: 4);
        float[] scores = Toy.Scores(_model, _mlContext.Data.LoadFromEnumerable(rows));
        using var engine = Engine();
        for (int i = 0; i < rows.Length; i++)
        {
            var prediction = engine.Predict(rows[i]);
            Assert.AreEqual(scores[i], prediction.Score, 1e-6f);
            Assert.AreEqual(prediction.Score > 0, prediction.PredictedLabel);
            Assert.AreEqual(1 / (1 + MathF.Exp(-prediction.Score)), prediction.Probability, 1e-6f);
        }
    }

    [TestMethod]
    public void Ten_threads_with_an_engine_each_get_what_one_gets()
    {
        var rows = Toy.TokenRows(100, seed: 4);
        using var alone = Engine();
        float[] scores = [.. rows.Select(row => alone.Predict(row).Score)];
        var found = new float[10][];
        Thread[] threads = [.. Enumerable.Range(0, found.Length).Select(i => new Thread(() =>
        {
            using var engine = Engine();
            found[i] = [.. rows.Select(row => engine.Predict(row).Score)];
        }))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        foreach (float[] each in found)
            CollectionAssert.AreEqual(scores, each);
    }

    [TestMethod]
    public void A_prediction_after_dispose_is_an_error()
    {
        using var engine = Engine();
        _model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => engine.Predict(Toy.TokenRows(1)[0]));
    }

    private PredictionEngine<Toy.TokenRow, Prediction> Engine() =>
        _mlContext.Model.CreatePredictionEngine<Toy.TokenRow, Prediction>(
        _model, new PredictionEngineOptions { OwnsTransformer = false });

    private sealed class Prediction
    {
        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }
}
