using System.Text;
using CsCheck;

namespace MlNet.Sequences.Tests;

/// <summary>The splitter, the vocabulary and the counting against the shortest code that does the same.</summary>
[TestClass]
public class WordReferenceTests
{
    // Runs that are longer than a block of characters that is looked at at once, and borders at every place of a block.
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf(
            OneOf("a", "B", "Ka", " ", "  ", ".", "'", "<br />", "<BR>", "<", "--", "-", "\u0130", "\u03A3", "\u00C9", "\u212A",
                "\u6620", "\0"),
            OneOf("\U0001F600", "\uD83D", "\uDE00", "\n", "<OOV>", "Word", "seventeenletters!", "eightxxx", "\uFFFD",
                "\u007F", "\u0080"),
            Gen.Char["abcXYZ ,.<"].Array[0, 90].Select(characters => new string(characters)))
            .Array[0, 40].Select(string.Concat),
        Gen.String[0, 200]);

    private static readonly Gen<TokenizeIntoWordsAsKeysOptions> Options = Gen.Select(
        Gen.Bool,
        OneOf(TokenizeIntoWordsAsKeysOptions.DefaultFilterCharacters, "", "\u00E9a", "i<k", "\u0307", "\U0001F600", " "),
        OneOf(" ", "a", "--", "\u6620", "\U0001F600", "<", "\uFFFD", "A"), Gen.Bool, Gen.Bool,
        OneOf("", TokenizeIntoWordsAsKeysOptions.Punctuation, "\u00E9.x", "\U0001F600k", "\u0307i"),
        (lower, filters, separator, breaks, characters, alone) => new TokenizeIntoWordsAsKeysOptions
        {
            Lowercase = lower,
            FilterCharacters = filters,
            Separator = separator,
            RemoveHtmlLineBreaks = breaks,
            CharactersAsTokens = characters,
            StandaloneCharacters = alone.Replace(separator, "", StringComparison.Ordinal)
                .Replace("-", "", StringComparison.Ordinal),
        });

    [TestMethod]
    public void Words_are_those_of_the_reference() =>
        Gen.Select(Text.Array[1, 4], Options).Sample(
            (texts, options) =>
            {
                var splitter = new WordSplitter(options); // one for all: what a text leaves behind must not reach the next
                foreach (string text in texts)
                    CollectionAssert.AreEqual(Reference(text, options).ToList(), Words(splitter, text));
            },
            iter: 3_000);

    [TestMethod]
    public void Keys_are_those_of_a_dictionary() =>
        Gen.Select(Text.Array[1, 4], Text, Options).Sample(
            (texts, other, options) =>
            {
                string[] words = [
                    .. texts.SelectMany(text => Reference(text, options)).Where(word => word != "<OOV>").Distinct()];
                var vocabulary = WordVocabulary.FromRanked(words, options);
                var keys = words.Select((word, i) => (word, key: (uint)i + 2)).ToDictionary(pair => pair.word, pair => pair.key);
                var encoder = new WordEncoder(vocabulary, options);
                foreach (string text in texts.Append(other))
                {
                    uint[] expected = [.. Reference(text, options).Select(word => keys.GetValueOrDefault(word, 1u))];
                    CollectionAssert.AreEqual(expected, encoder.Encode(text).ToArray());
                }
            },
            iter: 1_000);

    [TestMethod]
    public void Words_are_ranked_alike_by_every_number_of_threads_also_where_some_are_forgotten()
    {
        var random = new Random(1);
        string[] texts = [.. Enumerable.Range(0, 6_000).Select(_ => string.Join(' ', Enumerable.Range(0, 60).Select(_ =>
            "w" + (int)Math.Pow(random.NextDouble() * 60, 2.5))))];
        var view = Rows.OfText(new(seed: 1), texts);

        foreach (int maximum in new[] { 2_000, 1_000_000 })
        {
            VocabularyBuilder[] builders = [.. new[] { 1, 2, 7 }.Select(threads =>
            {
                var builder = new VocabularyBuilder(maximum);
                CountedTexts.CountAll(view, view.Schema["Text"], new(), builder, threads);
                return builder;
            })];
            Assert.AreEqual(maximum == 2_000, builders[0].ForgottenBelow > 0);
            foreach (var builder in builders)
            {
                Assert.AreEqual(builders[0].ForgottenBelow, builder.ForgottenBelow);
                CollectionAssert.AreEqual(builders[0].Rank().ToList(), builder.Rank().ToList());
            }

            if (maximum == 1_000_000)
            {
                string[] expected = [.. texts.SelectMany(text => text.Split(' ')).GroupBy(word => word)
                    .OrderByDescending(group => group.Count()).Select(group => group.Key)];
                CollectionAssert.AreEqual(expected, builders[0].Rank().ToList());
            }
        }
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static List<string> Words(WordSplitter splitter, string text)
    {
        var words = new List<string>();
        foreach (var word in splitter.Split(text))
            words.Add(word.ToString());
        return words;
    }

    private static IEnumerable<string> Reference(string text, TokenizeIntoWordsAsKeysOptions options)
    {
        var filtered = options.CharactersAsTokens ? [] : options.FilterCharacters.EnumerateRunes().ToHashSet();
        var alone = options.CharactersAsTokens ? [] : options.StandaloneCharacters.EnumerateRunes().ToHashSet();
        var normalized = new StringBuilder();
        for (int i = 0; i < text.Length;)
        {
            int lineBreak = options.RemoveHtmlLineBreaks ? HtmlLineBreak.LengthAt(text.AsSpan(i)) : 0;
            if (lineBreak > 0)
            {
                normalized.Append(options.Separator);
                i += lineBreak;
                continue;
            }

            Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out int length);
            var (first, second) = options.Lowercase ? FullLowercase.Of(rune, text, i) : (rune, null);
            foreach (var written in new[] { first, second }.OfType<Rune>())
                normalized.Append(
                    alone.Contains(written) ? $"{options.Separator}{written}{options.Separator}"
                    : filtered.Contains(written) ? options.Separator : written.ToString());
            i += length;
        }

        return options.CharactersAsTokens
            ? normalized.ToString().EnumerateRunes().Select(rune => rune.ToString())
            : normalized.ToString().Split(options.Separator, StringSplitOptions.RemoveEmptyEntries);
    }
}
