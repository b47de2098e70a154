using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

[TestClass]
public class TokenizingByWordsTests
{
    private static readonly string[] Reviews = ["The movie was great, great fun!", "", "the plot<br />was thin", "great"];

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Keys_are_numbered_from_the_out_of_vocabulary_token_by_falling_frequency()
    {
        var transformer = Fit();

        CollectionAssert.AreEqual(
            new[] { "<OOV>", "great", "the", "was", "movie", "fun", "plot", "thin" }, transformer.Vocabulary.ToList());
        uint[][] keys = Rows.Keys(transformer.Transform(Rows.OfText(_mlContext, "the GREAT unknown", null, "?")), "Tokens");
        CollectionAssert.AreEqual(new uint[] { 3, 2, 1 }, keys[0]);
        Assert.IsEmpty(keys[1]);
        Assert.IsEmpty(keys[2]);
    }

    [TestMethod]
    public void The_maximum_counts_every_key_and_the_minimum_frequency_drops_rare_words()
    {
        CollectionAssert.AreEqual(
            new[] { "<OOV>", "great", "the" }, Fit(new() { MaximumVocabularySize = 3 }).Vocabulary.ToList());
        CollectionAssert.AreEqual(
            new[] { "<OOV>", "great", "the", "was" }, Fit(new() { MinimumFrequency = 2 }).Vocabulary.ToList());
    }

    [TestMethod]
    public void A_token_that_is_a_word_keeps_key_1()
    {
        var transformer = Fit(new() { OutOfVocabularyToken = "the" });
        CollectionAssert.AreEqual(new[] { "the", "great", "was" }, transformer.Vocabulary.Take(3).ToList());
        CollectionAssert.AreEqual(
            new uint[] { 1, 2, 1 }, Rows.Keys(transformer.Transform(Rows.OfText(_mlContext, "the great unknown")), "Tokens")[0]);
    }

    [TestMethod]
    public void Without_a_token_unknown_words_are_dropped()
    {
        var transformer = Fit(new() { OutOfVocabularyToken = null });
        CollectionAssert.AreEqual(
            new uint[] { 1, 1 }, Rows.Keys(transformer.Transform(Rows.OfText(_mlContext, "great unknown great")), "Tokens")[0]);
    }

    [TestMethod]
    public void Text_without_a_word_is_an_error_only_where_there_is_no_token()
    {
        CollectionAssert.AreEqual(new[] { "<OOV>" }, Make().Fit(Rows.OfText(_mlContext, "", "!")).Vocabulary.ToList());

        var estimator = Make(new() { OutOfVocabularyToken = null });
        foreach (string[] texts in new string[][] { [], ["", "!"] })
        {
            var view = Rows.OfText(_mlContext, texts);
            var error = Assert.ThrowsExactly<InvalidOperationException>(() => estimator.Fit(view));
            StringAssert.Contains(error.Message, "column 'Text'");
        }
    }

    [TestMethod]
    public void The_promised_schema_is_the_schema()
    {
        var view = Rows.OfText(_mlContext, Reviews);
        var promised = Make().GetOutputSchema(new SchemaShape(ColumnShapes.Of(view.Schema))).Single(c => c.Name == "Tokens");
        var column = Fit().GetOutputSchema(view.Schema)["Tokens"];
        var given = ColumnShapes.Of(Fit().GetOutputSchema(view.Schema)).Single(c => c.Name == "Tokens");

        Assert.AreEqual(ColumnShape.Of(given), ColumnShape.Of(promised));
        CollectionAssert.AreEqual(
            given.Annotations.Select(ColumnShape.Of).ToList(), promised.Annotations.Select(ColumnShape.Of).ToList());
        Assert.AreEqual(8ul, ((KeyDataViewType)((VectorDataViewType)column.Type).ItemType).Count);
    }

    [TestMethod]
    public void MapKeyToValue_gives_the_words_back()
    {
        var tokens = Fit().Transform(Rows.OfText(_mlContext, "Great plot, unknown twist"));
        var words = _mlContext.Transforms.Conversion.MapKeyToValue("Words", "Tokens").Fit(tokens).Transform(tokens);

        CollectionAssert.AreEqual(
            new[] { "great", "plot", "<OOV>", "<OOV>" },
            Rows.Values<ReadOnlyMemory<char>>(words, "Words")[0].Select(word => word.ToString()).ToList());
    }

    [TestMethod]
    public void The_output_can_replace_the_input()
    {
        var estimator = new TokenizingByWordsEstimator((IHostEnvironment)_mlContext, "Text");
        var view = Rows.OfText(_mlContext, "a b");
        Assert.HasCount(1, estimator.GetOutputSchema(new SchemaShape(ColumnShapes.Of(view.Schema))));
        CollectionAssert.AreEqual(new uint[] { 2, 3 }, Rows.Keys(estimator.Fit(view).Transform(view), "Text")[0]);
    }

    [TestMethod]
    public void A_wrong_column_fails_alike_everywhere()
    {
        var wrong = Rows.Of(_mlContext, NumberDataViewType.Single, [1f]);
        foreach (string name in new[] { "Tokens", "Nothing" })
        {
            var estimator = new TokenizingByWordsEstimator((IHostEnvironment)_mlContext, "Out", name);
            var transformer = estimator.Fit(
                new ConstantRows<ReadOnlyMemory<char>>(name, TextDataViewType.Instance, "text".AsMemory(), count: 1));
            string[] messages =
            [
                Message(() => estimator.GetOutputSchema(new SchemaShape(ColumnShapes.Of(wrong.Schema)))),
                Message(() => estimator.Fit(wrong)),
                Message(() => transformer.Transform(wrong)),
                Message(() => transformer.GetOutputSchema(wrong.Schema)),
                Message(() => ModelFile.Reload(_mlContext, transformer).Transform(wrong)),
            ];

            CollectionAssert.AreEqual(Enumerable.Repeat(messages[0], messages.Length).ToList(), messages);
            StringAssert.Contains(messages[0], $"'{name}': expected Text");
        }
    }

    [TestMethod]
    public void A_vocabulary_is_the_same_whatever_the_line_ends_and_a_model_saved_with_other_separators_keeps_them()
    {
        var unix = Rows.OfText(_mlContext, "a great\nfilm\n", "a poor\n\nfilm");
        var windows = Rows.OfText(_mlContext, "a great\r\nfilm\r\n", "a poor\r\n\r\nfilm");
        var learned = Make().Fit(windows);
        CollectionAssert.AreEqual(Make().Fit(unix).Vocabulary.ToList(), learned.Vocabulary.ToList());
        CollectionAssert.AreEqual(
            Rows.Keys(learned.Transform(unix), "Tokens")[0], Rows.Keys(learned.Transform(windows), "Tokens")[0]);

        // The defaults of models saved before line ends were separators.
        var earlier = Make(new() { FilterCharacters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n" }).Fit(windows);
        var loaded = (TokenizingByWordsTransformer)ModelFile.Reload(_mlContext, earlier);
        CollectionAssert.AreEqual(
            new[] { "<OOV>", "a", "great\r", "film\r", "poor\r", "\r", "film" }, loaded.Vocabulary.ToArray());
        CollectionAssert.AreEqual(new uint[] { 2, 3, 4 }, Rows.Keys(loaded.Transform(windows), "Tokens")[0]);
    }

    [TestMethod]
    public void A_reloaded_transformer_gives_the_same_keys()
    {
        foreach (var options in new[]
        {
            new TokenizeIntoWordsAsKeysOptions(),
            new() { MaximumVocabularySize = 3, Lowercase = false, FilterCharacters = "", Separator = "e" },
            new() { RemoveHtmlLineBreaks = false, MinimumFrequency = 2 },
            new() { StandaloneCharacters = TokenizeIntoWordsAsKeysOptions.Punctuation },
            new() { OutOfVocabularyToken = null, CharactersAsTokens = true },
            TokenizeIntoWordsAsKeysOptions.KerasCompatible(3, "the"),
            TokenizeIntoWordsAsKeysOptions.KerasCompatible(1),
        })
        {
            var transformer = Fit(options);
            var loaded = (TokenizingByWordsTransformer)ModelFile.Reload(_mlContext, transformer);
            CollectionAssert.AreEqual(transformer.Vocabulary.ToList(), loaded.Vocabulary.ToList());
            var view = Rows.OfText(_mlContext, [.. Reviews, "An unknown the", "\U0001F600"]);
            uint[][] before = Rows.Keys(transformer.Transform(view), "Tokens");
            uint[][] after = Rows.Keys(loaded.Transform(view), "Tokens");
            for (int i = 0; i < before.Length; i++)
                CollectionAssert.AreEqual(before[i], after[i]);
        }
    }

    [TestMethod]
    [DataRow("vocabulary.bin", "is truncated or edited")]
    [DataRow("tokenizer.json", "is truncated or edited")]
    [DataRow("manifest.json", "is not the JSON")]
    public void A_damaged_entry_is_named(string entry, string what)
    {
        byte[] model = ModelFile.Save(_mlContext, Fit());
        byte[] damaged = ModelFile.Edit(model, entry, bytes => bytes[..^3]);

        var error = ModelFile.DamageOf(() => ModelFile.Load(_mlContext, damaged));
        StringAssert.Contains(error.Message, $"entry '{entry}' {what}");
    }

    [TestMethod]
    public void Words_that_make_no_vocabulary_are_refused()
    {
        var options = new TokenizeIntoWordsAsKeysOptions();
        Assert.ThrowsExactly<InvalidDataException>(() => WordVocabulary.FromWords(["<OOV>", "a", "a"], options));
        Assert.ThrowsExactly<InvalidDataException>(() => WordVocabulary.FromWords(["a", "b"], options));
        Assert.ThrowsExactly<InvalidDataException>(() => WordVocabulary.FromWords([], options));

        var keras = TokenizeIntoWordsAsKeysOptions.KerasCompatible(outOfVocabularyToken: "the");
        Assert.AreEqual(3u, WordVocabulary.FromWords(["the", "a", "the"], keras).KeyOf("new"));
        Assert.ThrowsExactly<InvalidDataException>(() => WordVocabulary.FromWords(["the", "the", "the"], keras));
        Assert.ThrowsExactly<InvalidDataException>(() => WordVocabulary.FromWords(["the", "a", "a"], keras));
    }

    [TestMethod]
    public void A_row_of_ten_megabytes_is_a_row()
    {
        string huge = new StringBuilder(5_000_000).Insert(0, "Word ", 1_000_000).ToString();
        string oneWord = new('x', 5_000_000);
        var view = Rows.OfText(_mlContext, huge, oneWord);
        var transformer = Make().Fit(view);

        uint[][] keys = Rows.Keys(transformer.Transform(view), "Tokens");
        Assert.HasCount(1_000_000, keys[0]);
        CollectionAssert.AreEqual(new uint[] { 3 }, keys[1]);
        Assert.AreEqual(oneWord, ((TokenizingByWordsTransformer)ModelFile.Reload(_mlContext, transformer)).Vocabulary[2]);
    }

    [TestMethod]
    public void Warm_rows_allocate_nothing()
    {
        string text = "The movie was \u00C9LAN \u039F\u03A3, great & unknown <br /> " + new string('y', 300);
        var rows = new ConstantRows<ReadOnlyMemory<char>>("Text", TextDataViewType.Instance, text.AsMemory(), Allocations.Rows);
        Assert.AreEqual(0, Allocations.Measure<VBuffer<uint>>(Fit().Transform(rows), "Tokens"));
    }

    private static string Message(Action action) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(action).Message;

    private TokenizingByWordsEstimator Make(TokenizeIntoWordsAsKeysOptions? options = null) =>
        new((IHostEnvironment)_mlContext, "Tokens", "Text", options);

    private TokenizingByWordsTransformer Fit(TokenizeIntoWordsAsKeysOptions? options = null) =>
        Make(options).Fit(Rows.OfText(_mlContext, Reviews));
}
