using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Vectors of sequences, from networks of any task.</summary>
[TestClass]
public sealed class SequenceEmbeddingTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow("lstm", SequencePooling.Mean, 6)]
    [DataRow("lstm", SequencePooling.Last, 6)]
    [DataRow("gru", SequencePooling.Max, 12)]
    [DataRow("gru", SequencePooling.LastMeanAndMax, 36)]
    [DataRow("transformer", SequencePooling.MeanAndMax, 16)]
    [DataRow("transformer", SequencePooling.First, 8)]
    public void Vectors_are_what_the_last_layer_of_a_classifier_reads(string network, SequencePooling pooling, int width)
    {
        SequenceTrainerOptions options = network switch
        {
            "lstm" => Toy.Options,
            "gru" => Toy.Recurrent<GruOptions>(),
            _ => ToyTransformer.Options,
        };
        if (options is RecurrentOptions recurrent)
            (recurrent.Pooling, recurrent.Bidirectional, recurrent.NgramLength) = (pooling, network == "gru", 0);
        if (options is TransformerOptions transformer)
            (transformer.Pooling, transformer.NgramLength) = (pooling, 0);
        var rows = Toy.Tokens(_mlContext, 40);
        using var model = Toy.Trainer(_mlContext, ToyTask.Binary, options).Fit(rows);
        using var embedding = _mlContext.Transforms.Text.ApplySequenceEmbedding("Vector", model, pooling: pooling).Fit(rows);
        Assert.AreEqual(width, embedding.Dimension);
        float[] weights = model.Model.GetWeights("head.weight"), bias = model.Model.GetWeights("head.bias");
        float[][] vectors = Vectors(embedding, rows);
        float[] scores = Toy.Scores(model, rows);
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.HasCount(width, vectors[i]);
            Assert.AreEqual(scores[i], vectors[i].Zip(weights, (x, w) => (double)x * w).Sum() + bias[0], 1e-5, $"row {i}");
        }
    }

    [TestMethod]
    public void Vectors_of_a_language_model_are_saved_with_a_pipeline_and_outlive_the_model()
    {
        var options = Toy.Options;
        options.HiddenSize = 8;
        var texts = _mlContext.Data.LoadFromEnumerable(new[] { "a b c d e", "e d c b a b", "", "zebra a" }
            .Select(text => new TextRow { Text = text }).ToArray());
        var languageModel = _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text")
            .Append(_mlContext.Transforms.Text.TrainLanguageModel(new() { Network = options })).Fit(texts);
        var pipeline = _mlContext.Transforms.CopyColumns("Words", "Features")
            .Append(_mlContext.Transforms.Text.ApplySequenceEmbedding("Vector", languageModel, "Words"));
        var tokens = languageModel.First().Transform(texts);
        var embedding = pipeline.Fit(tokens);
        languageModel.LastTransformer.Dispose();
        float[][] vectors = Vectors(embedding, tokens);
        Assert.HasCount(8, vectors[0]);
        Assert.IsTrue(vectors[2].All(number => number == 0), "a text without words has zeros");
        Assert.IsTrue(vectors[0].Any(number => number != 0));
        CollectionAssert.AreNotEqual(vectors[0], vectors[1]);
        // Bit for bit the same alone.
        var second = _mlContext.Data.TakeRows(_mlContext.Data.SkipRows(tokens, 1), 1);
        CollectionAssert.AreEqual(vectors[1], Vectors(embedding, second)[0]);

        using var stream = new MemoryStream();
        _mlContext.Model.Save(embedding, tokens.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        float[][] again = Vectors(loaded, tokens);
        for (int i = 0; i < vectors.Length; i++)
            CollectionAssert.AreEqual(vectors[i], again[i]);
    }

    [TestMethod]
    public void A_trainer_of_ml_net_learns_from_vectors()
    {
        var rows = Toy.Tokens(_mlContext, 400);
        var options = Toy.Options;
        (options.NumberOfEpochs, options.LearningRate) = (10, 0.03);
        using var model = Toy.Trainer(_mlContext, options).Fit(rows);
        var trained = _mlContext.Transforms.Text.ApplySequenceEmbedding("Vector", model, pooling: SequencePooling.MeanAndMax)
            .Append(_mlContext.BinaryClassification.Trainers.LbfgsLogisticRegression(featureColumnName: "Vector")).Fit(rows);
        var metrics = _mlContext.BinaryClassification.Evaluate(trained.Transform(Toy.Tokens(_mlContext, 200, seed: 2)));
        // Without the vectors, half would be right.
        Assert.IsGreaterThan(0.95, metrics.Accuracy);
    }

    [TestMethod]
    public void What_can_not_be_is_told_with_the_remedy()
    {
        var rows = Toy.Tokens(_mlContext, 20);
        using var model = Toy.Trainer(_mlContext, Toy.Options).Fit(rows);
        var text = _mlContext.Transforms.Text;
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(
                () => text.ApplySequenceEmbedding("Vector", model, pooling: SequencePooling.First)).Message,
            "Pooling must not be First in a recurrent network");
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(
                () => text.ApplySequenceEmbedding("Vector", model, pooling: (SequencePooling)99)).Message,
            "Pooling must be");
        var untrained = _mlContext.Transforms.CopyColumns("A", "Features").Fit(rows);
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => text.ApplySequenceEmbedding("Vector", untrained)).Message,
            "one trained network");
        Assert.Throws<ArgumentException>(() => text.ApplySequenceEmbedding(" ", model));
        var embedding = text.ApplySequenceEmbedding("Vector", model);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => embedding.Fit(Toy.Numbers(_mlContext, 4))).Message,
            "the model was trained on tokens out of a vocabulary of 20, got numbers");
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => embedding.Fit(rows));
    }

    [TestMethod]
    public void A_forged_width_is_refused()
    {
        var architecture = Toy.Options.Architecture;
        var input = new SequenceInput(Toy.Vocabulary, 0);
        SequencesRuntime.Load();
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(
                () => NetworkBuilder.Build(architecture, input, new HeadKind(11, IsStates: true), seed: 1)).Message,
            "states have 12 features when pooled; received 11");
    }

    private static float[][] Vectors(ITransformer model, IDataView rows) =>
        [.. Toy.Column<VBuffer<float>>(model.Transform(rows), "Vector").Select(vector => vector.DenseValues().ToArray())];

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }
}
