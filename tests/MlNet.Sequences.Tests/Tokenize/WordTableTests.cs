using System.Globalization;
using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public class WordTableTests
{
    [TestMethod]
    public void Words_are_numbered_as_a_dictionary_would_whatever_stands_behind_them() =>
        Gen.Select(
            Gen.Char["ab\0\u6620"].Array[0, 20].Select(c => new string(c)).Array[0, 200],
            Gen.String[0, 10]).Sample((words, behind) =>
        {
            var (table, expected) = (new WordTable(), new Dictionary<string, int>(StringComparer.Ordinal));
            foreach (string word in words)
            {
                Assert.AreEqual(expected.GetValueOrDefault(word, -1), table.Find(word + behind, word.Length));
                bool isNew = expected.TryAdd(word, expected.Count);
                Assert.AreEqual(expected[word], table.FindOrAdd(word + behind, word.Length, out bool added));
                Assert.AreEqual(isNew, added);
            }

            Assert.AreEqual(expected.Count, table.Count);
            Assert.AreEqual(expected.Keys.Sum(word => word.Length), table.Characters);
            foreach (var (word, number) in expected)
            {
                Assert.AreEqual(word, table[number].ToString());
                Assert.AreEqual(number, table.Find(word, word.Length));
            }
        });

    [TestMethod]
    public void A_cleared_table_is_empty()
    {
        var table = new WordTable();
        table.FindOrAdd("a", 1, out _);
        table.Clear();
        Assert.AreEqual(-1, table.Find("a", 1));
        Assert.AreEqual(0, table.FindOrAdd("b", 1, out bool added));
        Assert.IsTrue(added);
        Assert.AreEqual("b", table[0].ToString());
    }

    [TestMethod]
    public void Words_that_differ_little_spread_over_the_table()
    {
        const int buckets = 4_096;
        Func<int, string>[] families =
        [
            i => i.ToString(CultureInfo.InvariantCulture),
            i => i.ToString("D8", CultureInfo.InvariantCulture),
            i => i.ToString("D8", CultureInfo.InvariantCulture) + new string('x', 40),
            i => new string('x', 40) + i.ToString("D8", CultureInfo.InvariantCulture),
            i => new('\0', i + 1), // all heads are alike, and lengths differ
            i => new('a', i + 1),
            i => new([(char)i, (char)(i * 7), '\0']),
            // Thue-Morse's squares
            i => string.Concat(Enumerable.Range(0, 12).Select(bit => (i >> bit & 1) == 0 ? "abba" : "baab")),
        ];
        foreach (var family in families)
        {
            var hash = WordHash.Create();
            int[] loads = new int[buckets];
            for (int i = 0; i < buckets; i++)
            {
                string word = family(i);
                loads[hash.Of(WordHead.Of(word, word.Length), word) & (buckets - 1)]++;
            }

            // At random 1 a bucket: above 14 in one run of 10 million.
            Assert.IsLessThanOrEqualTo(14, loads.Max());
        }
    }

    [TestMethod]
    public void Each_table_has_a_secret_of_its_own()
    {
        var head = WordHead.Of("word", 4);
        Assert.AreNotEqual(WordHash.Create().Of(head, "word"), WordHash.Create().Of(head, "word"));
    }
}
