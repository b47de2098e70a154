using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>
/// Model files that somebody edited and gave digests that fit: refused by the rules of the format, before they take much time or
/// memory.
/// </summary>
[TestClass]
public sealed class ForgedModelTests
{
    private static readonly MLContext MlContext = new(seed: 1);

    private static readonly LstmArchitecture Lstm = new() { EmbeddingSize = 4, HiddenSize = 4, NumberOfLayers = 1 };

    private static readonly TransformerArchitecture Transformer = new()
    {
        HiddenSize = 4,
        NumberOfLayers = 1,
        NumberOfHeads = 1,
        FeedForwardSize = 4,
    };

    private static readonly Lazy<byte[]> LstmFile = new(() => Save(Lstm, new BinaryObjective()));

    private static readonly Lazy<byte[]> TransformerFile = new(
        () => Save(Transformer, new RegressionObjective { Mean = 3, StandardDeviation = 2 }));

    [TestMethod]
    [DataRow("lstm", "numberOfLayers", "100000")]
    [DataRow("lstm", "numberOfLayers", "1000")]
    [DataRow("lstm", "numberOfLayers", "2")]
    [DataRow("lstm", "hiddenSize", "2147483647")]
    [DataRow("lstm", "embeddingSize", "2147483647")]
    [DataRow("lstm", "bidirectional", "true")]
    [DataRow("transformer", "numberOfLayers", "2147483647")]
    [DataRow("transformer", "feedForwardSize", "2147483647")]
    [DataRow("transformer", "hiddenSize", "1073741824")]
    public void A_network_that_is_larger_than_its_weights_is_not_built(string architecture, string setting, string value)
    {
        byte[] forged = EditNetwork(FileOf(architecture), json => json["architectureSettings"]![setting] = JsonNode.Parse(value));
        string message = ForgedFile.Refused(forged);
        Assert.IsTrue(
            message.Contains("weights", StringComparison.Ordinal)
            || message.Contains("NumberOfLayers must be from 1 to 1000", StringComparison.Ordinal), message);
    }

    [TestMethod]
    [DataRow("vocabularySize", "134217728", "weights")]
    [DataRow("vocabularySize", "2147483647", "VocabularySize must be from 0 to 134217728")]
    [DataRow("vocabularySize", "0", "VocabularySize or Channels must be above 0")]
    [DataRow("channels", "3", "VocabularySize or Channels must be above 0")]
    [DataRow("vocabularySize", "-5", "VocabularySize must be from 0")]
    public void Sequences_that_can_not_be_are_refused(string setting, string value, string expected) => StringAssert.Contains(
        ForgedFile.Refused(EditNetwork(LstmFile.Value, json => json["input"]![setting] = JsonNode.Parse(value))), expected);

    [TestMethod]
    [DataRow("lstm", "threshold", "\"NaN\"", "Threshold must be")]
    [DataRow("transformer", "standardDeviation", "1e300", "StandardDeviation must be at most")]
    [DataRow("transformer", "standardDeviation", "0", "StandardDeviation must be above 0")]
    [DataRow("transformer", "mean", "-1e39", "Mean must be from")]
    public void Statistics_that_no_labels_have_are_refused(
        string architecture, string setting, string value, string expected) => StringAssert.Contains(
        ForgedFile.Refused(
            EditNetwork(FileOf(architecture), json => json["objectiveSettings"]![setting] = JsonNode.Parse(value))), expected);

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NegativeInfinity)]
    public void A_weight_that_is_no_number_is_refused_and_named(float weight)
    {
        byte[] weights = ForgedFile.Read(LstmFile.Value, "weights.safetensors");
        BinaryPrimitives.WriteSingleLittleEndian(weights.AsSpan(weights.Length - 4), weight);
        string message = ForgedFile.Refused(ModelFile.Exchange(LstmFile.Value, "weights.safetensors", weights));
        StringAssert.Contains(message, FormattableString.Invariant($"has the number {weight} in 'head.bias'"));
    }

    [TestMethod]
    public void Tensors_that_overlap_are_refused()
    {
        byte[] weights = ForgedFile.Read(LstmFile.Value, "weights.safetensors");
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(weights);
        var header = JsonNode.Parse(weights.AsSpan(8, length))!.AsObject();
        string[] biases = [.. header.Select(entry => entry.Key).Where(name => name.Contains("bias_", StringComparison.Ordinal))];
        header[biases[1]]!["data_offsets"] = header[biases[0]]!["data_offsets"]!.DeepClone();
        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        string message = ForgedFile.Refused(
            ModelFile.Exchange(
                LstmFile.Value, "weights.safetensors",
                [.. BitConverter.GetBytes((long)json.Length), .. json, .. weights[(8 + length)..]]));
        StringAssert.Contains(message, "and the tensors before it end at");
    }

    // Two megabytes can become two gigabytes; here it is less, to be quick.
    [TestMethod]
    [DataRow("weights.safetensors", 0)]
    [DataRow("vocabulary.json", ' ')]
    [DataRow("history.json", ' ')]
    public void An_entry_that_inflates_to_what_no_content_does_is_not_inflated(string entry, int fill)
    {
        byte[] content = new byte[64 << 20];
        Array.Fill(content, (byte)fill);
        byte[] original = ForgedFile.Read(LstmFile.Value, entry);
        original.CopyTo(content, 0);
        byte[] forged = ModelFile.Exchange(LstmFile.Value, entry, content);
        Assert.IsLessThan(1 << 20, forged.Length);
        string message = ForgedFile.Refused(forged);
        StringAssert.Contains(message, $"'{entry}'");
        StringAssert.Contains(message, "67108864");
    }

    [TestMethod]
    [DataRow("weights.safetensors")]
    [DataRow("manifest.json")]
    public void An_entry_that_is_longer_than_its_manifest_says_is_not_inflated(string entry)
    {
        using var stream = new MemoryStream();
        stream.Write(LstmFile.Value);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var content = archive.Entries.Single(e => e.FullName.EndsWith(entry, StringComparison.Ordinal)).Open();
            content.Position = content.Length;
            content.Write(new byte[64 << 20]);
        }

        StringAssert.Contains(ForgedFile.Refused(stream.ToArray()), "is truncated or edited");
    }

    private static byte[] FileOf(string architecture) => architecture == "lstm" ? LstmFile.Value : TransformerFile.Value;

    private static byte[] Save(NetworkArchitecture architecture, Objective objective)
    {
        using var model = ExportedModel.Untrained(architecture, objective, ExportedModel.Tokens);
        byte[] file = ModelFile.Save(MlContext, model);
        using var loaded = (SequencePredictionTransformer)ModelFile.Load(MlContext, file); // unharmed it loads
        return file;
    }

    private static byte[] EditNetwork(byte[] file, Action<JsonNode> edit) => ForgedFile.EditJson(file, "network.json", edit);
}
