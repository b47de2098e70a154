using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>N-gram models whose entries somebody edited and gave digests that fit.</summary>
[TestClass]
public sealed class ForgedNgramModelTests
{
    private const string Settings = "ngrams.json", Vocabulary = "vocabulary.json", Ngrams = "ngrams.bin", Weights = "weights.bin";

    private static readonly MLContext MlContext = new(seed: 1);

    private static readonly Lazy<byte[]> BinaryFile = new(() => Save(ToyTask.Binary)), MulticlassFile =
        new(() => Save(ToyTask.Multiclass));

    [TestMethod]
    [DataRow("[]", "counts  n-grams of each length")]
    [DataRow("[-1,2,3]", "counts -1, 2, 3 n-grams")]
    [DataRow("[1,1,1,1,1,1,1,1,1]", "counts 1, 1, 1, 1, 1, 1, 1, 1, 1 n-grams")]
    [DataRow("[0,0,0]", "bytes, and the n-grams take 0")]
    [DataRow("[2147483647,2147483647,2147483647]", "bytes, and the n-grams take 51539607528")]
    [DataRow("[2147483647]", "bytes, and the n-grams take 17179869176")]
    public void Counts_that_the_n_grams_do_not_have_are_refused(string counts, string expected) => StringAssert.Contains(
        ForgedFile.Refused(EditSettings(json => json["counts"] = JsonNode.Parse(counts))), expected);

    [TestMethod]
    public void Counts_that_call_a_pair_a_token_are_refused()
    {
        var counts = Counts(BinaryFile.Value);
        foreach (int moved in (int[])[1, -1])
        {
            string message = ForgedFile.Refused(EditSettings(
                json => json["counts"] = new JsonArray(counts[0] + moved, counts[1] - moved, counts[2])));
            StringAssert.Contains(message, "made of parts that do not exist");
        }
    }

    [TestMethod]
    [DataRow("[]", "has 0 biases for 1 outputs")]
    [DataRow("[0.5,0.5]", "has 2 biases for 1 outputs")]
    [DataRow("[\"NaN\"]", "has a bias that is not finite")]
    [DataRow("[\"Infinity\"]", "has a bias that is not finite")]
    public void Biases_that_are_not_those_of_the_outputs_are_refused(string biases, string expected) => StringAssert.Contains(
        ForgedFile.Refused(EditSettings(json => json["biases"] = JsonNode.Parse(biases))), expected);

    [TestMethod]
    [DataRow("0", "VocabularySize or Channels must be above 0")]
    [DataRow("-1", "VocabularySize must be from 0")]
    [DataRow("2147483647", "VocabularySize must be from 0 to 134217728")]
    [DataRow("134217728", "words, and the tokens have 134217728 keys")]
    [DataRow("1", "words, and the tokens have 1 keys")]
    public void A_vocabulary_of_another_size_is_refused(string size, string expected) => StringAssert.Contains(
        ForgedFile.Refused(EditJson(WithWords(), json => json["vocabularySize"] = JsonNode.Parse(size))), expected);

    [TestMethod]
    public void Tokens_without_words_cost_no_more_than_the_n_grams()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[] huge = EditSettings(json => json["vocabularySize"] = 134217728);
        var model = (NgramPredictionTransformer)ModelFile.Load(MlContext, huge);
        Assert.IsLessThan(32 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.AreEqual(
            model.Model.GetBias(), model.Model.Explain([134217728u, 1_000_000u, 99_999u]).Logit, 1e-9);

        var original = (NgramPredictionTransformer)ModelFile.Load(MlContext, BinaryFile.Value);
        foreach (var row in Toy.TokenRows(20, seed: 3))
            Assert.AreEqual(original.Model.Explain(row.Features).Logit, model.Model.Explain(row.Features).Logit);
    }

    [TestMethod]
    [DataRow(0, 0UL, "1 tokens made of parts")]
    [DataRow(0, 4_000_000_000UL, "1 tokens made of parts")]
    [DataRow(0, ulong.MaxValue, "1 tokens made of parts")]
    [DataRow(1, 0xFFFF_FFFF_0000_0000UL, "2 tokens made of parts")]
    [DataRow(1, 0x0000_0000_FFFF_FFFFUL, "2 tokens made of parts")]
    [DataRow(1, 0x7FFF_FFFF_7FFF_FFFFUL, "2 tokens made of parts")]
    [DataRow(2, 0UL, "3 tokens made of parts")]
    [DataRow(2, ulong.MaxValue, "3 tokens made of parts")]
    public void An_n_gram_of_parts_that_do_not_exist_is_refused(int length, ulong pair, string expected) =>
        StringAssert.Contains(ForgedFile.Refused(EditPairs((pairs, starts) => pairs[starts[length]] = pair)), expected);

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    public void An_n_gram_that_stands_there_twice_is_refused(int length) => StringAssert.Contains(
        ForgedFile.Refused(EditPairs((pairs, starts) => pairs[starts[length] + 1] = pairs[starts[length]])),
        $"has an n-gram of {length + 1} tokens twice");

    [TestMethod]
    public void An_n_gram_that_is_a_part_of_itself_or_of_one_as_long_is_refused()
    {
        foreach (int later in (int[])[0, 1])
        {
            string message = ForgedFile.Refused(EditPairs((pairs, starts) =>
                pairs[starts[1]] = ((ulong)(uint)(starts[1] + later) << 32) | (uint)pairs[starts[1]]));
            StringAssert.Contains(message, "2 tokens made of parts that do not exist");
        }
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NegativeInfinity)]
    public void A_weight_that_is_no_number_is_refused(float weight) => StringAssert.Contains(
        ForgedFile.Refused(ForgedFile.Edit(BinaryFile.Value, Weights, bytes =>
        {
            MemoryMarshal.Cast<byte, float>(bytes.AsSpan())[^1] = weight;
            return bytes;
        })), "has a weight that is not finite");

    [TestMethod]
    [DataRow(Ngrams, -8)]
    [DataRow(Ngrams, -1)]
    [DataRow(Ngrams, 8)]
    [DataRow(Weights, -4)]
    [DataRow(Weights, 1)]
    [DataRow(Ngrams, 64 << 20)]
    [DataRow(Weights, 64 << 20)]
    public void An_entry_of_another_length_is_refused_before_it_is_read(string entry, int more)
    {
        foreach (byte[] file in (byte[][])[BinaryFile.Value, MulticlassFile.Value])
            StringAssert.Contains(
                ForgedFile.Refused(ForgedFile.Edit(file, entry, bytes => Resized(bytes, bytes.Length + more))),
                $"'{entry}' has ");
    }

    [TestMethod]
    [DataRow("objective", "\"regression\"", "the settings of 'regression' can't be read")]
    [DataRow("objective", "\"nothing\"", "names 'nothing'")]
    [DataRow("objectiveSettings", "{}", "the settings of 'multiclass' can't be read")]
    [DataRow("summary", "null", "'ngrams.json'")]
    [DataRow("featureColumnName", "null", "'ngrams.json'")]
    [DataRow("counts", "null", "'ngrams.json'")]
    public void Settings_of_another_kind_are_refused(string name, string value, string expected) => StringAssert.Contains(
        ForgedFile.Refused(EditJson(MulticlassFile.Value, json => json[name] = JsonNode.Parse(value))), expected);

    [TestMethod]
    public void An_objective_without_classes_is_refused()
    {
        byte[] numbers = EditSettings(json =>
        {
            json["objective"] = "regression";
            json["objectiveSettings"] = JsonNode.Parse("""{ "mean": 0, "standardDeviation": 1 }""");
        });
        StringAssert.Contains(ForgedFile.Refused(numbers), "n-grams learn classes of texts");
    }

    [TestMethod]
    [DataRow(Settings)]
    [DataRow(Vocabulary)]
    public void JSON_that_is_cut_off_is_refused(string entry) => StringAssert.Contains(
        ForgedFile.Refused(ForgedFile.Edit(BinaryFile.Value, entry, bytes => bytes[..^3])), $"'{entry}'");

    private static byte[] Resized(byte[] bytes, int length)
    {
        Array.Resize(ref bytes, length);
        return bytes;
    }

    private static int[] Counts(byte[] file) =>
        [.. JsonNode.Parse(ForgedFile.Read(file, Settings))!["counts"]!.AsArray().Select(count => (int)count!)];

    private static byte[] EditSettings(Action<JsonNode> edit) => EditJson(BinaryFile.Value, edit);

    private static byte[] EditJson(byte[] file, Action<JsonNode> edit) => ForgedFile.EditJson(file, Settings, edit);

    // Of pairs and where those of each length start.
    private static byte[] EditPairs(Action<ulong[], int[]> edit) => ForgedFile.Edit(BinaryFile.Value, Ngrams, bytes =>
    {
        ulong[] pairs = MemoryMarshal.Cast<byte, ulong>(bytes).ToArray();
        int[] counts = Counts(BinaryFile.Value);
        edit(pairs, [0, counts[0], counts[0] + counts[1]]);
        return MemoryMarshal.AsBytes<ulong>(pairs).ToArray();
    });

    // A model whose keys have words.
    private static byte[] WithWords()
    {
        var rows = MlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Films.Review
        {
            Text = i % 2 == 0 ? "A good film, and so kind." : "A bad film, and so dull.",
            Label = i % 2 == 0,
        }));
        var words = MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text").Fit(rows);
        return ModelFile.Save(
            MlContext, MlContext.BinaryClassification.Trainers.NgramLogisticRegression().Fit(words.Transform(rows)));
    }

    private static byte[] Save(ToyTask task)
    {
        byte[] file = ModelFile.Save(MlContext, Toy.NgramTrainer(MlContext, task).Fit(Toy.Tokens(MlContext, 100)));
        Assert.IsInstanceOfType<NgramPredictionTransformer>(ModelFile.Load(MlContext, file)); // unharmed it loads
        return file;
    }
}
