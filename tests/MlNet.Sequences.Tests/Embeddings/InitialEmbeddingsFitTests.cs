using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Word vectors from outside, through a whole fit.</summary>
[TestClass]
public sealed class InitialEmbeddingsFitTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_frozen_embedding_keeps_the_vectors_of_a_file_and_the_log_counts_them()
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("vectors.txt", "good 1 2 3\nbad -1 -2 -3\nelsewhere 9 9 9\n");
        var messages = new List<string>();
        _mlContext.Log += (_, e) => messages.Add(e.RawMessage);
        var options = Options(InitialEmbeddings.FromFile(path));
        options.EmbeddingLearningRate = 0;
        using var model = Fit(options);
        var vectors = VectorsOf(model);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, vectors["good"]);
        CollectionAssert.AreEqual(new float[] { -1, -2, -3 }, vectors["bad"]);
        Assert.IsTrue(
            messages.Any(m => m.Contains($"2 of {vectors.Count} words have vectors in", StringComparison.Ordinal)),
            string.Join('\n', messages));

        options.EmbeddingLearningRate = null;
        using var trained = Fit(options);
        CollectionAssert.AreNotEqual(vectors["good"], VectorsOf(trained)["good"]);
    }

    [TestMethod]
    public void A_model_gives_its_vectors_to_a_network_of_another_architecture()
    {
        using var source = Fit(Options(null));
        var options = Options(InitialEmbeddings.FromModel(source));
        (options.HiddenSize, options.EmbeddingLearningRate) = (5, 0);
        using var model = Fit(options);
        var (mine, its) = (VectorsOf(model), VectorsOf(source));
        foreach (string word in its.Keys)
            CollectionAssert.AreEqual(its[word], mine[word], word);
    }

    [TestMethod]
    public void What_does_not_fit_is_an_error_before_the_first_step()
    {
        using var folder = new ScratchFolder();
        var wide = Options(InitialEmbeddings.FromFile(folder.Write("wide.txt", "good 1 2 3 4\nbad 4 3 2 1\n")));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Fit(wide)).Message, "EmbeddingSize");

        var missing = Options(InitialEmbeddings.FromFile(folder.At("missing.txt")));
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => Fit(missing)).Message, "missing.txt");

        var numbers = Options(InitialEmbeddings.FromFile(folder.Write("narrow.txt", "good 1 2 3\n")));
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => Toy.Trainer(_mlContext, numbers).Fit(Toy.Numbers(_mlContext, 20))).Message, "numbers");
    }

    private static LstmOptions Options(InitialEmbeddings? embeddings)
    {
        var options = Toy.Options;
        (options.EmbeddingSize, options.InitialEmbeddings, options.NumberOfEpochs) = (3, embeddings, 2);
        return options;
    }

    private SequencePredictionTransformer Fit(LstmOptions options)
    {
        var rows = Enumerable.Range(0, 40)
            .Select(i => new TextRow { Label = i % 2 == 0, Text = $"it is {(i % 2 == 0 ? "good" : "bad")} number{i % 3}" });
        return _mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", maximumVocabularySize: 100)
            .Append(_mlContext.BinaryClassification.Trainers.Lstm(options))
            .Fit(_mlContext.Data.LoadFromEnumerable(rows.ToArray())).LastTransformer;
    }

    private static Dictionary<string, float[]> VectorsOf(SequencePredictionTransformer model)
    {
        var network = ((ITrainedModel)model).Network;
        float[] all = network.CopyWeight(EmbeddingInitializer.WeightName);
        return network.Description.Vocabulary!.Texts.Select((word, i) => (word, all[((i + 1) * 3)..((i + 2) * 3)]))
            .ToDictionary();
    }

    private sealed class TextRow
    {
        public bool Label { get; set; }

        public string Text { get; set; } = "";
    }
}
