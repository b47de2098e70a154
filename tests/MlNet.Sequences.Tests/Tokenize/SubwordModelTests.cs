using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class SubwordModelTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly SubwordFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void A_model_is_whole_without_the_vocabulary_files()
    {
        TokenizeIntoSubwordsAsKeysOptions[] all =
            [_folder.WordPiece(), _folder.OfPairs(), _folder.OfPairs(SubwordFolder.BytePairs, SubwordFolder.ByteMerges)];
        (all[0].StartToken, all[0].EndToken, all[0].RemoveHtmlLineBreaks) = ("[CLS]", "[SEP]", false);
        (all[1].UnknownToken, all[1].Lowercase) = ("?", true);
        foreach (var options in all)
        {
            var again = options.MergesPath is null ? options : WriteAgain(options, options == all[2]);
            var transformer = _folder.Fit(again);
            byte[] model = ModelFile.Save(_mlContext, transformer);
            Assert.IsFalse(
                System.Text.Encoding.Latin1.GetString(model).Contains(options.VocabularyPath, StringComparison.Ordinal));
            File.Delete(again.VocabularyPath);
            File.Delete(again.MergesPath ?? again.VocabularyPath);

            var loaded = (TokenizingBySubwordsTransformer)ModelFile.Load(new MLContext(), model);
            CollectionAssert.AreEqual(transformer.Vocabulary.ToArray(), loaded.Vocabulary.ToArray());
            foreach (string text in new[] { "The films<br />unlikely", "ABC ab\u00E9 ab", "", "\U0001F600 \u4E2D\u6587" })
                CollectionAssert.AreEqual(_folder.Keys(transformer, text), _folder.Keys(loaded, text));
        }
    }

    [TestMethod]
    public void A_model_of_format_1_counts_UTF_16_units_however_often_it_is_saved()
    {
        const string emoji = "\U0001F602";
        byte[] model = ModelFile.Save(_mlContext, _folder.Fit(_folder.WordPiece("[UNK]", emoji, "##" + emoji, "a", "##a")));
        byte[] old = OfFormat1(model);
        foreach (var loaded in new[] { ModelFile.Load(_mlContext, old), ModelFile.Reload(
            _mlContext, ModelFile.Load(_mlContext, old)) })
        {
            Assert.HasCount(50, _folder.Keys(loaded, string.Concat(Enumerable.Repeat(emoji, 50))));
            CollectionAssert.AreEqual(new uint[] { 1 }, _folder.Keys(loaded, string.Concat(Enumerable.Repeat(emoji, 51))));
            Assert.HasCount(100, _folder.Keys(loaded, new string('a', 100)));
            CollectionAssert.AreEqual(new uint[] { 1 }, _folder.Keys(loaded, new string('a', 101)));
        }

        Assert.HasCount(60, _folder.Keys(ModelFile.Load(_mlContext, model), string.Concat(Enumerable.Repeat(emoji, 60))));
        byte[] pairs = OfFormat1(
            ModelFile.Save(_mlContext, _folder.Fit(_folder.OfPairs("""{"!": 0, "?": 1, "!?": 2}""", "! ?\n"))));
        string half = string.Concat(Enumerable.Repeat(emoji, 499));
        Assert.HasCount(1, _folder.Keys(ModelFile.Load(_mlContext, pairs), half + "!?"));
        Assert.HasCount(2, _folder.Keys(ModelFile.Load(_mlContext, pairs), half + "'!?"));
    }

    private static byte[] OfFormat1(byte[] model)
    {
        string settings = "";
        ModelFile.Edit(model, "tokenizer.json", bytes =>
        {
            settings = System.Text.Encoding.UTF8.GetString(bytes);
            return bytes;
        });
        var json = System.Text.Json.Nodes.JsonNode.Parse(settings)!.AsObject();
        Assert.IsTrue(json.Remove("maximumCharactersPerWord"));
        byte[] old = ModelFile.Exchange(model, "tokenizer.json", System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
        return ModelFile.Edit(old, "manifest.json", bytes =>
        {
            var manifest = System.Text.Json.Nodes.JsonNode.Parse(bytes)!;
            manifest["formatVersion"] = 1;
            return System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString());
        });
    }

    [TestMethod]
    public void MapKeyToValue_gives_the_tokens_back()
    {
        var tokens = _folder.Fit(_folder.WordPiece()).Transform(Rows.OfText(_mlContext, "Unlikely films, xyz"));
        var texts = _mlContext.Transforms.Conversion.MapKeyToValue("Texts", "Tokens").Fit(tokens).Transform(tokens);
        CollectionAssert.AreEqual(
            new[] { "un", "##likely", "film", "##s", "[UNK]", "[UNK]" },
            Rows.Values<ReadOnlyMemory<char>>(texts, "Texts")[0].Select(text => text.ToString()).ToArray());
        Assert.AreEqual(
            (ulong)SubwordFolder.Pieces.Length,
            ((KeyDataViewType)((VectorDataViewType)tokens.Schema["Tokens"].Type).ItemType).Count);
    }

    [TestMethod]
    [DataRow("vocab.json")]
    [DataRow("merges.txt")]
    [DataRow("tokenizer.json")]
    public void A_damaged_entry_is_named(string entry)
    {
        byte[] model = ModelFile.Save(_mlContext, _folder.Fit(_folder.OfPairs()));
        byte[] damaged = ModelFile.Edit(model, entry, bytes => bytes[..^3]);
        StringAssert.Contains(
            ModelFile.DamageOf(() => ModelFile.Load(_mlContext, damaged)).Message, $"entry '{entry}' is truncated or edited");
    }

    [TestMethod]
    public void Subwords_train_a_network_that_tells_good_from_bad_after_it_was_saved_and_loaded()
    {
        SequencesRuntime.Load();
        var tokenizer = _folder.WordPiece();
        tokenizer.StartToken = "[CLS]";
        var options = Toy.Options;
        (options.NumberOfEpochs, options.LearningRate) = (30, 0.02);
        var train = _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(i =>
            new Review
            {
                Text = i % 2 == 0 ? $"the likeable film{(i % 3 == 0 ? "s" : "")}" : "The unlikely film.",
                Label = i % 2 == 0,
            }));
        using var model = _mlContext.Transforms.Text.TokenizeIntoSubwordsAsKeys("Tokens", "Text", tokenizer)
            .Append(_mlContext.Transforms.PadSequence("Features", "Tokens", length: 8))
            .Append(_mlContext.BinaryClassification.Trainers.Lstm(options))
            .Fit(train);

        var test = Rows.OfText(_mlContext, "films likeable", "films unlikely");
        float[] scores = Toy.Scores(model, test);
        Assert.IsGreaterThan(0f, scores[0]);
        Assert.IsLessThan(0f, scores[1]);

        File.Delete(tokenizer.VocabularyPath);
        var loaded = ModelFile.Reload(new MLContext(), model);
        CollectionAssert.AreEqual(scores, Toy.Scores(loaded, test));
        (loaded as IDisposable)?.Dispose();
    }

    /// <summary>The files as they were: each vocabulary of the folder has the same name.</summary>
    private TokenizeIntoSubwordsAsKeysOptions WriteAgain(TokenizeIntoSubwordsAsKeysOptions options, bool bytes)
    {
        _ = bytes ? _folder.OfPairs(SubwordFolder.BytePairs, SubwordFolder.ByteMerges) : _folder.OfPairs();
        return options;
    }

    private sealed class Review
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }
}
