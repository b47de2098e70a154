using CsCheck;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

[TestClass]
public class TokenizingByWordsPropertyTests
{
    // Few letters, so that words recur, and all that is treated in its own way; unpaired surrogates too.
    private static readonly Gen<string> Text = Gen.OneOf(
        OneOf(
            "a", "B", "c", " ", ".", "'", "<br />", "<", "\u0130", "\u03A3", "\u00C9", "\u6620", "\U0001F600", "\uD83D", "\n",
            "<OOV>")
            .Array[0, 30].Select(string.Concat),
        Gen.String[0, 30]);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static readonly Gen<TokenizeIntoWordsAsKeysOptions> Options = Gen.Select(
        OneOf<int?>(null, 2, 3, 5), Gen.Bool, OneOf(TokenizeIntoWordsAsKeysOptions.DefaultFilterCharacters, "", "\u00E9a"),
        OneOf(" ", "a", "--"), Gen.Bool, OneOf<string?>(null, "<OOV>", "a"), Gen.Bool, Gen.Bool,
        (maximum, lower, filters, separator, breaks, token, characters, keras) => new TokenizeIntoWordsAsKeysOptions
        {
            MaximumVocabularySize = maximum,
            Lowercase = lower,
            FilterCharacters = filters,
            Separator = separator,
            RemoveHtmlLineBreaks = breaks,
            OutOfVocabularyToken = token,
            CharactersAsTokens = characters,
            KerasIndexing = keras,
        });

    [TestMethod]
    public void Any_text_gives_only_keys_of_the_column_and_a_reloaded_model_the_same() =>
        Gen.Select(Text.Array[0, 8], Text.Array[0, 8], Options).Sample(
            (training, texts, options) =>
            {
                var mlContext = new MLContext(seed: 1);
                var estimator = new TokenizingByWordsEstimator((IHostEnvironment)mlContext, "Tokens", "Text", options);
                // A word that no option takes away: without any there may be nothing to learn.
                var transformer = estimator.Fit(Rows.OfText(mlContext, [.. training, "zz"]));
                var view = Rows.OfText(mlContext, [.. training, .. texts]);

                uint[][] keys = Rows.Keys(transformer.Transform(view), "Tokens");
                uint[][] reloaded = Rows.Keys(ModelFile.Reload(mlContext, transformer).Transform(view), "Tokens");

                Assert.IsTrue(keys.All(row => row.All(key => key >= 1 && key <= transformer.Vocabulary.Count)));
                Assert.IsTrue(options.KerasIndexing || !(transformer.Vocabulary.Count > options.MaximumVocabularySize));
                Assert.IsTrue(keys.Zip(reloaded).All(pair => pair.First.SequenceEqual(pair.Second)));
            },
            iter: 300);

    [TestMethod]
    public void The_same_rows_give_the_same_vocabulary() =>
        Gen.Select(Text.Array[0, 8], Options).Sample(
            (texts, options) =>
            {
                var mlContext = new MLContext(seed: 1);
                var view = Rows.OfText(mlContext, [.. texts, "zz"]);
                var estimator = new TokenizingByWordsEstimator((IHostEnvironment)mlContext, "Tokens", "Text", options);
                return estimator.Fit(view).Vocabulary.SequenceEqual(estimator.Fit(view).Vocabulary);
            },
            iter: 100);

    [TestMethod]
    public void Words_of_text_without_anything_special_are_what_string_Split_gives() =>
        Gen.Char["abc,. "].Array[0, 100].Select(chars => new string(chars)).Sample(text =>
        {
            var words = new List<string>();
            foreach (var word in new WordSplitter(new()).Split(text))
                words.Add(word.ToString());
            return words.SequenceEqual(text.Split([' ', ',', '.'], StringSplitOptions.RemoveEmptyEntries));
        });
}
