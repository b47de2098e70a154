using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Continuing from a language model: with labels, or with more texts.</summary>
[TestClass]
public sealed class ContinueFromLanguageModelTests : LanguageModelFixture
{
    [TestMethod]
    [DataRow("lstm")]
    [DataRow("bidirectional gru")]
    [DataRow("transformer")]
    public void A_classifier_of_the_same_network_starts_from_its_embedding_and_body(string network)
    {
        using var model = Fit(Options(network), Counting(60), null);
        var options = Options(network).Network;
        (options.ContinueFrom, options.LearningRate, options.NumberOfEpochs) = (model, Fits.Standstill, 1);
        using var classifier = Toy.Trainer(MlContext, ToyTask.Multiclass, options).Fit(Toy.Tokens(MlContext, 60));
        Assert.AreEqual(1, classifier.History.EarlierEpochs);
        options.NumberOfEpochs = null;
        Assert.AreEqual(38, options.For(rows: 60, new BinaryTask()).NumberOfEpochs, "as of a network that has learned no labels");
        options.LearningRate = null;
        var chosen = options.For(rows: 60, new BinaryTask());
        bool isRecurrent = options is RecurrentOptions;
        Assert.AreEqual(isRecurrent ? 0.001 : null, chosen.EmbeddingLearningRate, "lower, farther from the labels");
        Assert.AreEqual(isRecurrent ? 0.009 : null, chosen.HeadLearningRate);
        options.HeadLearningRate = 0.5;
        Assert.AreEqual(0.5, options.For(rows: 60, new BinaryTask()).HeadLearningRate, "what is set is obeyed");
        foreach (string name in classifier.Model.WeightNames.Where(name => !name.StartsWith("head", StringComparison.Ordinal)))
            CollectionAssert.AreEqual(model.Model.GetWeights(name), classifier.Model.GetWeights(name), name);

        // And a language model from another, head and all.
        var more = Options(network, negatives: 4);
        (more.Network.ContinueFrom, more.Network.LearningRate) = (model, Fits.Standstill);
        using var same = Fit(more, Counting(60), null);
        CollectionAssert.AreEqual(Perplexities(model, Counting(60)), Perplexities(same, Counting(60)));
    }

    [TestMethod]
    public void Words_of_another_vocabulary_keep_their_vectors_and_biases()
    {
        var (data, other) = (Words("a b c d e", "e d c b a b"), Words("e a zebra c", "c zebra a"));
        using var model = Fit(Options("lstm"), data, null);
        var options = Options("lstm");
        (options.Network.ContinueFrom, options.Network.LearningRate) = (model, Fits.Standstill);
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(options, other, null)).Message;
        StringAssert.Contains(message, "MapVocabulary");
        options.Network.MapVocabulary = true;
        using var mapped = Fit(options, other, null);
        var (before, now) = (WordsOf(data), WordsOf(other));
        float[] biases = model.Model.GetWeights("head.bias"), mine = mapped.Model.GetWeights("head.bias");
        for (int i = 0; i < now.Length; i++)
        {
            int known = Array.IndexOf(before, now[i]);
            Assert.AreEqual(known >= 0 ? biases[known] : biases.Min(), mine[i], now[i]);
            if (known >= 0)
                CollectionAssert.AreEqual(VectorOf(model, known), VectorOf(mapped, i), now[i]);
        }

        Assert.Contains("zebra", now);
    }

    private static string[] WordsOf(IDataView view)
    {
        VBuffer<ReadOnlyMemory<char>> words = default;
        view.Schema["Features"].Annotations.GetValue("KeyValues", ref words);
        return [.. words.DenseValues().Select(word => word.ToString())];
    }

    private static float[] VectorOf(SequencePredictionTransformer model, int word) =>
        model.Model.GetWeights("embedding.weight").Chunk(Toy.Options.EmbeddingSize).ElementAt(word + 1);
}
