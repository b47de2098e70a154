using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public class EncoderFolderTests
{
    [TestMethod]
    [DataRow("\"bert\"", "\"gpt2\"", "'model_type'", "must be one of bert, roberta, xlm-roberta, camembert, distilbert")]
    [DataRow("\"hidden_size\": 8", "\"hidden_size\": \"8\"", "'hidden_size'", "must be an integer; received \"8\"")]
    [DataRow("\"hidden_size\": 8,", "", "'hidden_size'", "received nothing")]
    [DataRow("\"num_attention_heads\": 2", "\"num_attention_heads\": 3", "HiddenSize", "must be a multiple of NumberOfHeads")]
    [DataRow("\"gelu\"", "\"silu\"", "'hidden_act'", "must be one of gelu, gelu_new, gelu_pytorch_tanh, relu")]
    [DataRow("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", "encoder.layer.2.attention.self.query.weight", "must have")]
    [DataRow("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1", "encoder.layer.1.", "of 1 layers alone; received 16 more")]
    [DataRow("\"intermediate_size\": 16", "\"intermediate_size\": 32", "[32, 8]", "received [16, 8]")]
    [DataRow("\"vocab_size\": 24", "\"vocab_size\": 23", "24 tokens and 23 vectors", "a vector for each token")]
    [DataRow("{\n", "", "config.json", "must be JSON")]
    [DataRow("\"pad_token_id\": 0", "\"is_decoder\": true", "'is_decoder'", "must be false")]
    [DataRow("\"pad_token_id\": 0", "\"position_embedding_type\": \"relative_key\"", "'position_embedding_type'", "absolute")]
    public void A_configuration_that_does_not_fit_is_named(string old, string changed, string name, string rule)
    {
        using var copy = new EncoderCopy("bert");
        copy.Replace("config.json", old, changed);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Embed(copy.Folder));
        Assert.Contains(name, error.Message);
        Assert.Contains(rule, error.Message);
    }

    [TestMethod]
    public void Missing_files_are_named()
    {
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => Embed("/no/such/folder"));
        foreach (string file in new[] { "config.json", "vocab.txt", "model.safetensors" })
        {
            using var copy = new EncoderCopy("bert");
            File.Delete(copy.PathOf(file));
            var error = Assert.ThrowsExactly<FileNotFoundException>(() => Embed(copy.Folder));
            Assert.Contains(file, error.Message);
        }
    }

    [TestMethod]
    public void A_pickle_is_refused_with_a_remedy()
    {
        using var copy = new EncoderCopy("bert");
        File.Move(copy.PathOf("model.safetensors"), copy.PathOf("pytorch_model.bin"));
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => Embed(copy.Folder));
        Assert.Contains(
            "is a pickle, which can run any code when it is read: download the model's model.safetensors", error.Message);
    }

    [TestMethod]
    public void Sentence_piece_is_refused()
    {
        using var copy = new EncoderCopy("bert");
        File.Move(copy.PathOf("vocab.txt"), copy.PathOf("spiece.model"));
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => Embed(copy.Folder));
        Assert.Contains("has spiece.model of SentencePiece", error.Message);
    }

    [TestMethod]
    [DataRow("model.safetensors", 0, 4, 2_000, 5_000)]
    [DataRow("vocab.txt", 0, 4)]
    [DataRow("config.json", 0, 4, 100)]
    public void Damaged_files_are_an_error_that_names_them(string file, params int[] lengths)
    {
        using var copy = new EncoderCopy("bert");
        byte[] bytes = File.ReadAllBytes(copy.PathOf(file));
        foreach (int length in lengths)
        {
            File.WriteAllBytes(copy.PathOf(file), bytes[..length]);
            var error = Assert.Throws<Exception>(() => Embed(copy.Folder));
            Assert.IsTrue(error is InvalidDataException or ArgumentException, error.ToString());
            Assert.Contains(file, error.Message);
        }
    }

    [TestMethod]
    public void A_length_beyond_the_positions_is_an_error()
    {
        var error = Assert.Throws<ArgumentException>(
            () => Embed(EncoderCopy.Of("bert"), new() { MaximumLength = 17 }));
        Assert.Contains("MaximumLength must not exceed the encoder's positions; received 17; set 16 or less", error.Message);
    }

    [TestMethod]
    public void A_text_beyond_the_positions_is_truncated()
    {
        Assert.AreEqual(16, TokenizeIntoSubwordsAsKeysOptions.FromPretrained(EncoderCopy.Of("bert")).MaximumLength);
        Assert.AreEqual(14, TokenizeIntoSubwordsAsKeysOptions.FromPretrained(EncoderCopy.Of("roberta")).MaximumLength);
        Embed(EncoderCopy.Of("roberta"), text: string.Join(' ', Enumerable.Repeat("film", 100)));
    }

    private static void Embed(string folder, EmbedTextOptions? options = null, string text = "the film")
    {
        var mlContext = new MLContext(1);
        var data = mlContext.Data.LoadFromEnumerable([new Row { Text = text }]);
        mlContext.Transforms.Text.EmbedText("Vector", "Text", folder, options).Fit(data).Transform(data).Preview();
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
