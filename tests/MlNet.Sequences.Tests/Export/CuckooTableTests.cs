namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class CuckooTableTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(5_000)]
    public void Every_pair_is_found_and_no_other(int count)
    {
        var random = new Random(1);
        ulong[] singles = [.. Enumerable.Range(1, 300).Select(token => (ulong)token)];
        var pairs = new HashSet<ulong>();
        while (pairs.Count < count)
            pairs.Add(NgramTable.Pair(random.Next(300), random.Next(300)));
        var table = CuckooTable.Of(new NgramVocabulary(300, [singles, [.. pairs]]), length: 2);

        int number = 300;
        foreach (ulong pair in pairs)
            Assert.AreEqual(number++, Find(table, (int)(pair >> 32), (int)(uint)pair));
        for (int i = 0; i < 1_000; i++)
        {
            var (first, last) = (random.Next(300), random.Next(300));
            if (!pairs.Contains(NgramTable.Pair(first, last)))
                Assert.AreEqual(-1, Find(table, first, last));
        }
    }

    [TestMethod]
    public void The_same_n_grams_make_the_same_table()
    {
        var ngrams = new NgramVocabulary(3, [[1, 2, 3], [NgramTable.Pair(0, 1), NgramTable.Pair(2, 2)]]);
        CollectionAssert.AreEqual(CuckooTable.Of(ngrams, 2).Keys, CuckooTable.Of(ngrams, 2).Keys);
    }

    // As the graph does.
    private static long Find(CuckooTable table, long first, long last)
    {
        long found = -1, start = 0;
        foreach (var hash in table.Hashes)
        {
            long place = start + hash.Of(first, last, table.Size);
            if (table.Keys[place] == (first * table.Radix) + last)
                found = table.Numbers[place];
            start += table.Size;
        }

        return found;
    }
}
