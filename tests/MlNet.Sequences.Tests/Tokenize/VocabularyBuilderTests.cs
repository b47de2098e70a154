using System.Globalization;
using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public class VocabularyBuilderTests
{
    [TestMethod]
    public void Words_are_ranked_by_frequency_and_ties_by_first_occurrence() =>
        Gen.Select(Gen.Int[0, 20].Array[0, 200], Gen.Int[1, 4]).Sample((numbers, least) =>
        {
            string[] words = [.. numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))];
            string[] expected =
            [
                .. words.GroupBy(word => word).Where(group => group.Count() >= least) // groups stand by first occurrence
                    .OrderByDescending(group => group.Count()).Select(group => group.Key),
            ];

            return expected.SequenceEqual(Count(new(), words).Rank(least));
        });

    [TestMethod]
    public void Counts_are_exact_up_to_the_bound()
    {
        var builder = Count(new(maximumWords: 3), ["a", "b", "c", "c", "b", "c"]);
        Assert.AreEqual(0, builder.ForgottenBelow);
        CollectionAssert.AreEqual(new[] { "c", "b", "a" }, builder.Rank().ToList());
    }

    [TestMethod]
    public void Beyond_the_bound_the_rarest_words_are_forgotten_and_frequent_ones_found()
    {
        const int bound = 100;
        var builder = new VocabularyBuilder(bound);
        for (int i = 0; i < 10_000; i++)
        {
            builder.Add(i % 2 == 0 ? "often" : "seldom" + i.ToString(CultureInfo.InvariantCulture));
            Assert.IsLessThanOrEqualTo(bound, builder.Rank().Count);
        }

        Assert.AreEqual("often", builder.Rank()[0]);
        Assert.IsGreaterThan(0, builder.ForgottenBelow);
    }

    [TestMethod]
    public void Long_words_count_against_the_bound_too()
    {
        var builder = new VocabularyBuilder(maximumCharacters: 1000);
        builder.Add("a");
        builder.Add("a");
        for (int i = 0; i < 10; i++)
            builder.Add(new string((char)('b' + i), 400));

        CollectionAssert.Contains(builder.Rank().ToList(), "a");
        Assert.IsLessThanOrEqualTo(1000, builder.Rank().Sum(word => word.Length));
    }

    private static VocabularyBuilder Count(VocabularyBuilder builder, string[] words)
    {
        foreach (string word in words)
            builder.Add(word);
        return builder;
    }
}
