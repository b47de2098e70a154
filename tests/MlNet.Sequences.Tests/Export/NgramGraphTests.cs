using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Exported networks with n-grams beside them. Each export compares random sequences, too.</summary>
[TestClass]
public sealed class NgramGraphTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(ToyTask.Binary, 1)]
    [DataRow(ToyTask.Binary, 2)]
    [DataRow(ToyTask.Multiclass, 3)]
    public void ONNX_Runtime_gives_the_scores_of_both(object kind, int length)
    {
        var task = (ToyTask)kind;
        var data = Toy.Tokens(_mlContext, 200);
        var options = Toy.Options;
        options.NgramLength = length;
        using var model = Toy.Trainer(_mlContext, task, options).Fit(data);
        Assert.AreEqual(length, model.Ngrams!.NumberOfNgramsByLength.Count);
        using var folder = new ScratchFolder();
        var exported = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx"));

        // One of them has a padded step in the middle of an n-gram.
        var rows = Toy.TokenRows(40, seed: 3);
        rows[0].Features = [6, 0, 7, 8, 0, 0];
        var view = Toy.View(_mlContext, rows);
        float[][] expected = Toy.ScoreVectors(model, view), received = Toy.ScoreVectors(exported, view);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int score = 0; score < expected[i].Length; score++)
                Assert.AreEqual(expected[i][score], received[i][score], 1e-4f);
        }
    }

    [TestMethod]
    public void A_model_that_knows_no_n_gram_is_exported()
    {
        // No token is in two rows.
        var data = Toy.View(_mlContext, Enumerable.Range(0, 10).Select(
            i => new Toy.TokenRow
            {
                Number = i,
                Label = i % 2 == 0,
                Features = [(uint)(2 * i) + 1, (uint)(2 * i) + 2],
            }).ToArray());
        using var model = Toy.Trainer(_mlContext, Toy.Options).Fit(data);
        Assert.AreEqual(0, model.Ngrams!.NumberOfNgrams);
        using var folder = new ScratchFolder();
        var exported = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx"));
        float[] expected = Toy.Scores(model, data), received = Toy.Scores(exported, data);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], received[i], 1e-4f);
    }

    [TestMethod]
    public void N_grams_of_a_few_among_millions_of_tokens_are_exported()
    {
        var data = _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(
            i => new RareTokenRow { Label = i % 2 == 0, Features = [(uint)(i % 2) + 1, 2_000_000] }));
        var options = Toy.Options;
        (options.EmbeddingSize, options.HiddenSize, options.NumberOfEpochs) = (1, 1, 1);
        using var model = Toy.Trainer(_mlContext, options).Fit(data);
        Assert.AreEqual(5, model.Ngrams!.NumberOfNgrams);
        using var folder = new ScratchFolder();
        var exported = _mlContext.Model.ToOnnxPipeline(model, data.Schema, folder.At("model.onnx"));
        float[] expected = Toy.Scores(model, data), received = Toy.Scores(exported, data);
        Assert.IsGreaterThan(1, expected[0] - expected[1]);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], received[i], 1e-4f);
    }

    private sealed class RareTokenRow
    {
        public bool Label { get; set; }

        [KeyType(2_000_000)]
        public uint[] Features { get; set; } = [];
    }
}
