using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

[TestClass]
public class KerasTokenizerParityTests
{
    [TestMethod]
    public void Every_tokenizer_fixture_agrees_with_Keras()
    {
        int cases = 0;
        foreach (var example in KerasFixtures.Load().SelectMany(fixture => fixture.Tokenizer ?? []))
        {
            var options = example.Args.ToOptions();
            CollectionAssert.AreEqual(
                example.WordIndex.OrderBy(pair => pair.Value).ToList(),
                WordIndex(example.Fit, options),
                $"{example.Id}: word_index");
            AssertSequences(example.Sequences, example.Fit, example.Texts, options, example.Id);
            cases++;
        }

        Assert.AreNotEqual(0, cases, "The fixture folder holds no tokenizer case.");
    }

    // Small cases of our own, worked out from Keras's definition, for a clone that lacks the fixtures.
    [TestMethod]
    [DataRow(null, null, "b a b c a b", "c b x a", "3,1,2", DisplayName = "Frequency orders, unknown words drop")]
    [DataRow(null, "<OOV>", "b a b c a b", "c b x a", "4,2,1,3", DisplayName = "The token is at 1")]
    [DataRow(3, null, "b a b c a b", "c b x a", "1,2", DisplayName = "num_words 3 keeps the values 1 and 2")]
    [DataRow(3, "<OOV>", "b a b c a b", "c b x a", "1,2,1,1", DisplayName = "Words beyond the maximum become the token")]
    [DataRow(1, null, "a", "a a", "", DisplayName = "num_words 1 keeps nothing")]
    [DataRow(1, "b", "a a b", "a b c", "3,3,3", DisplayName = "A token that is a word has its number, beyond the maximum too")]
    [DataRow(null, "b", "a a b", "a b c", "2,3,3", DisplayName = "A token that is a word leaves 1 unused")]
    [DataRow(null, null, "c b a", "a b c", "3,2,1", DisplayName = "Ties keep the order of the first occurrence")]
    [DataRow(null, null, "Ab-cd.<br />", "br AB cd", "3,1,2", DisplayName = "Filters split, line breaks are no special case")]
    [DataRow(null, null, "", "a", "", DisplayName = "No word at all")]
    public void Our_own_cases_agree_with_Keras_definition(int? numWords, string? token, string fit, string text, string expected)
    {
        uint[] numbers = [.. expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(uint.Parse)];
        AssertSequences([numbers], [fit], [text], TokenizeIntoWordsAsKeysOptions.KerasCompatible(numWords, token), expected);
    }

    private static List<KeyValuePair<string, int>> WordIndex(string[] texts, TokenizeIntoWordsAsKeysOptions options)
    {
        var splitter = new WordSplitter(options);
        var builder = new VocabularyBuilder();
        foreach (string text in texts)
        {
            foreach (var word in splitter.Split(text))
                builder.Add(word);
        }

        // As Keras builds it: a token that is also a word is numbered twice, and the second number stays.
        var index = new Dictionary<string, int>();
        string[] numbered = [.. options.OutOfVocabularyToken is { } token ? builder.Rank().Prepend(token) : builder.Rank()];
        for (int i = 0; i < numbered.Length; i++)
            index[numbered[i]] = i + 1;
        return [.. index.OrderBy(pair => pair.Value)];
    }

    private static void AssertSequences(
        uint[][] expected, string[] fit, string[] texts, TokenizeIntoWordsAsKeysOptions options, string name)
    {
        var mlContext = new MLContext(seed: 1);
        var estimator = new TokenizingByWordsEstimator((IHostEnvironment)mlContext, "Tokens", "Text", options);
        var transformer = estimator.Fit(Rows.OfText(mlContext, fit));

        uint[][] actual = Rows.Keys(transformer.Transform(Rows.OfText(mlContext, texts)), "Tokens");

        Assert.HasCount(expected.Length, actual, name);
        for (int i = 0; i < expected.Length; i++)
            CollectionAssert.AreEqual(expected[i], actual[i], $"{name}: text {i}: got {string.Join(',', actual[i])}");
        Assert.IsTrue(actual.All(row => row.All(key => key <= transformer.Vocabulary.Count)), name);
    }
}
