using System.Text.Json;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ExportToOnnxTests
{
    private static readonly LstmArchitecture Small = new() { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1 };

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void What_killed_exports_left_beside_the_file_is_removed_and_what_living_ones_write_is_not()
    {
        var rows = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 30)
            .Select(i => new ChainFromText.LabelledText { Text = $"word{i % 3} and more", Kind = $"kind{i % 3}" }).ToArray());
        var model = ChainFromText.Labelled(_mlContext, rows);
        using var folder = new ScratchFolder();
        string left = folder.Write(".mlnet-sequences-left.tmp", "half"), held = folder.Write(".mlnet-sequences-held.tmp", "half");
        foreach (string path in (string[])[left, held])
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-5));
        using var living = new FileStream(held, FileMode.Open, FileAccess.Read, FileShare.Read);

        _mlContext.Model.ExportToOnnx(model, folder.At("model.onnx"));

        CollectionAssert.AreEquivalent((string[])[held, folder.At("model.onnx")], Directory.GetFiles(folder.Path));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => _mlContext.Model.ExportToOnnx(
                model, folder.At("other.onnx"), new OnnxExportOptions { CancellationToken = cancelled.Token }));
        CollectionAssert.AreEquivalent((string[])[held, folder.At("model.onnx")], Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void A_chain_from_text_is_exported_by_its_network_with_words_and_classes_in_the_metadata()
    {
        var rows = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 30)
            .Select(i => new ChainFromText.LabelledText { Text = $"word{i % 3} and more", Kind = $"kind{i % 3}" }).ToArray());
        var model = ChainFromText.Labelled(_mlContext, rows);
        using var folder = new ScratchFolder();
        string path = folder.At("chain.onnx");

        _mlContext.Model.ExportToOnnx(model, path);

        using var session = OnnxSession.Open(path);
        var metadata = session.ModelMetadata.CustomMetadataMap;
        var network = model.OfType<SequencePredictionTransformer>().Single();
        Assert.AreEqual("lstm", metadata["architecture"]);
        Assert.AreEqual("multiclass", metadata["task"]);
        Assert.AreEqual("Padded", metadata["feature_column"]);
        Assert.AreEqual("Key", metadata["label_column"]);
        Assert.AreEqual(
            6, JsonDocument.Parse(metadata["architecture_settings"]).RootElement.GetProperty("hiddenSize").GetInt32());
        Assert.AreEqual("""["kind0","kind1","kind2"]""", metadata["classes"]);
        Assert.HasCount(network.VocabularySize, ReflectionJson.Deserialize<string[]>(metadata["vocabulary"]));
        Assert.IsFalse(string.IsNullOrEmpty(metadata["library_version"]));
        var tokenizer = JsonDocument.Parse(metadata["tokenizer"]).RootElement;
        Assert.AreEqual("words", tokenizer.GetProperty("kind").GetString());
        Assert.AreEqual("Text", tokenizer.GetProperty("inputColumnName").GetString());
        Assert.IsTrue(tokenizer.GetProperty("lowercase").GetBoolean());
        Assert.AreEqual(
            TokenizeIntoWordsAsKeysOptions.DefaultFilterCharacters, tokenizer.GetProperty("filterCharacters").GetString());
        Assert.AreEqual("<OOV>", tokenizer.GetProperty("outOfVocabularyToken").GetString());
        Assert.AreEqual(
            """{"outputColumnName":"Padded","inputColumnName":"Tokens","length":4,"padding":"Post","truncation":"Post","paddingValue":0}""",
            metadata["padding"]);
        Assert.IsFalse(metadata.ContainsKey("longest_sequence"));
        CollectionAssert.AreEquivalent(new[] { "PredictedLabel", "Score", "Logits" }, session.OutputMetadata.Keys.ToArray());
    }

    [TestMethod]
    public void Metadata_tell_of_the_steps_that_made_the_network_s_column_and_of_no_other()
    {
        using var vocabulary = new SubwordFolder();
        string words = vocabulary.Write("vocab.txt", "[UNK]\n[CLS]\na\nb\n##c\n");
        var rows = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 30).Select(i => new LabelledText { Text = i % 2 == 0 ? "a" : "bc", Label = i % 2 == 0 })
            .ToArray());
        var subwords = new TokenizeIntoSubwordsAsKeysOptions { VocabularyPath = words, StartToken = "[CLS]" };
        var options = new TransformerOptions
        {
            HiddenSize = 4,
            NumberOfHeads = 1,
            NumberOfLayers = 1,
            FeedForwardSize = 4,
            Positions = PositionEncoding.Learned,
            MaximumLength = 9,
            NumberOfEpochs = 1,
            ValidationFraction = 0,
        };
        var model = _mlContext.Transforms.Text.TokenizeIntoSubwordsAsKeys("Features", "Text", subwords)
            .Append(_mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Words", "Text"))
            .Append(_mlContext.Transforms.PadSequence("Padded", "Words", length: 4))
            .Append(_mlContext.BinaryClassification.Trainers.Transformer(options)).Fit(rows);
        using var folder = new ScratchFolder();
        _mlContext.Model.ExportToOnnx(model, folder.At("chain.onnx"));
        _mlContext.Model.ExportToOnnx(model.LastTransformer, folder.At("alone.onnx"));

        using var chain = OnnxSession.Open(folder.At("chain.onnx"));
        using var alone = OnnxSession.Open(folder.At("alone.onnx"));
        var metadata = chain.ModelMetadata.CustomMetadataMap;
        var tokenizer = JsonDocument.Parse(metadata["tokenizer"]).RootElement;
        Assert.AreEqual("subwords", tokenizer.GetProperty("kind").GetString());
        Assert.AreEqual("[CLS]", tokenizer.GetProperty("startToken").GetString());
        Assert.IsFalse(tokenizer.GetProperty("bytePairs").GetBoolean());
        Assert.AreEqual("9", metadata["longest_sequence"]);
        Assert.IsFalse(metadata.ContainsKey("padding"), "the words are padded, and the network reads subwords");
        Assert.IsFalse(alone.ModelMetadata.CustomMetadataMap.ContainsKey("tokenizer"));
        Assert.AreEqual(metadata["vocabulary"], alone.ModelMetadata.CustomMetadataMap["vocabulary"]);
    }

    [TestMethod]
    public void Batch_and_time_are_free_and_a_batch_of_no_steps_is_of_empty_sequences()
    {
        using var exported = ExportedModel.Of(Small, new BinaryObjective(), ExportedModel.Tokens);
        float empty = exported.RunTokens("Score", [[]])[0];
        Assert.AreEqual(empty, exported.RunTokens("Score", [0, 0, 0])[0], 1e-6f);
        float[] together = exported.RunTokens("Score", [], [3], [3, 0, 0], [0, 3], [0, 0, 3, 0, 0]);
        Assert.AreEqual(empty, together[0], 1e-6f);
        for (int i = 2; i < together.Length; i++)
            Assert.AreEqual(together[1], together[i], 1e-6f, "padded in another way");
    }

    [TestMethod]
    public void The_threshold_decides_what_is_predicted()
    {
        using var model = ExportedModel.Untrained(Small, new BinaryObjective(), ExportedModel.Tokens);
        using var never = ExportedModel.Of(_mlContext.BinaryClassification.ChangeModelThreshold(model, 1e6f));
        using var always = ExportedModel.Of(_mlContext.BinaryClassification.ChangeModelThreshold(model, -1e6f));
        Assert.AreEqual(0f, never.RunTokens("PredictedLabel", [3, 4])[0]);
        Assert.AreEqual(1f, always.RunTokens("PredictedLabel", [3, 4])[0]);
        Assert.AreEqual("1000000", never.Metadata["threshold"]);
    }

    [TestMethod]
    public void A_sequence_longer_than_the_learnt_positions_is_an_error_and_padding_beyond_them_none()
    {
        var settings = new TransformerArchitecture
        {
            HiddenSize = 4,
            NumberOfLayers = 1,
            NumberOfHeads = 1,
            FeedForwardSize = 4,
            Positions = PositionEncoding.Learned,
            MaximumLength = 3,
        };
        using var exported = ExportedModel.Of(settings, new BinaryObjective(), ExportedModel.Tokens);
        Assert.AreEqual(exported.RunTokens("Score", [1, 2, 3])[0], exported.RunTokens("Score", [1, 2, 3, 0, 0, 0, 0])[0], 1e-6f);
        Assert.Throws<Microsoft.ML.OnnxRuntime.OnnxRuntimeException>(() => exported.RunTokens("Score", [1, 2, 3, 4]));
    }

    [TestMethod]
    public void A_step_that_is_partly_missing_gives_no_number_as_in_the_model()
    {
        using var exported = ExportedModel.Of(Small, new BinaryObjective(), ExportedModel.Numbers);
        float[] steps = [1, float.NaN, .. Enumerable.Repeat(1f, (Toy.NumberRow.Time * Toy.NumberRow.Channels) - 2)];
        var view = _mlContext.Data.LoadFromEnumerable([new Toy.NumberRow { Features = steps }]);
        Assert.IsTrue(float.IsNaN(Toy.Scores(exported.Model, view)[0]));
        Assert.IsTrue(float.IsNaN(exported.RunValues("Score", steps, batch: 1)[0]));
    }

    [TestMethod]
    public void An_export_that_computes_something_else_is_refused_and_leaves_no_file()
    {
        using var folder = new ScratchFolder();
        using var trained = ExportedModel.Untrained(Small, new BinaryObjective(), ExportedModel.Tokens);
        var network = NetworkBuilder.Build(Small, ExportedModel.Tokens, head: new(1), seed: 1);
        var description = TrainedModels.Find(trained).Description;
        using var wrong = new SequencePredictionTransformer(new TrainedNetwork(
            new Misstated(network), description, trained.History, TorchSharp.torch.CPU));
        string path = folder.Write("model.onnx", "an earlier file");

        var failure = Assert.ThrowsExactly<InvalidOperationException>(() => _mlContext.Model.ExportToOnnx(wrong, path));

        Assert.Contains("Score", failure.Message);
        Assert.Contains("within 1E-05", failure.Message);
        Assert.Contains("No file was written", failure.Message);
        Assert.AreEqual("an earlier file", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void A_place_that_cant_be_written_is_named_and_nothing_is_left_there()
    {
        using var folder = new ScratchFolder();
        using var model = ExportedModel.Untrained(Small, new BinaryObjective(), ExportedModel.Tokens);
        foreach (string path in new[] { folder.Path, folder.At("missing/model.onnx"), folder.At("folder/") })
        {
            var failure = Assert.Throws<IOException>(() => _mlContext.Model.ExportToOnnx(model, path));
            Assert.Contains($"'{path}'", failure.Message);
            Assert.DoesNotContain(".tmp", failure.Message);
        }

        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void A_model_without_a_network_is_refused_and_so_is_a_disposed_one()
    {
        using var folder = new ScratchFolder();
        var view = Toy.Tokens(_mlContext, 3);
        var none = _mlContext.Transforms.CopyColumns("Copy", "Label").Fit(view);
        Assert.ThrowsExactly<ArgumentException>(() => _mlContext.Model.ExportToOnnx(none, folder.At("model.onnx")));

        var model = ExportedModel.Untrained(Small, new BinaryObjective(), ExportedModel.Tokens);
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _mlContext.Model.ExportToOnnx(model, folder.At("model.onnx")));
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>A network that computes a little more than its weights say.</summary>
    private sealed class Misstated(SequenceNetwork network) : SequenceNetwork(network.Body, network.Head, network.Random)
    {
        public override TorchSharp.torch.Tensor forward(SequenceBatch batch) => base.forward(batch) * 1.1f;
    }

    private sealed class LabelledText
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }
}
