using CsCheck;

namespace MlNet.Sequences.Tests;

/// <summary>The n-grams that are found, against the shortest code that finds them.</summary>
[TestClass]
public sealed class NgramCounterTests
{
    private const int Vocabulary = 5;

    [TestMethod]
    public void N_grams_and_their_texts_are_those_of_the_reference() =>
        Gen.Select(Gen.Int[1, Vocabulary].Array[0, 12].Array[1, 30], Gen.Int[1, 4], Gen.Int[1, 3]).Sample(
            (texts, length, minimum) =>
            {
                var rows = Rows(texts);
                var (ngrams, matrix) = NgramCounter.Count(rows, length, minimum, threads: 2, CancellationToken.None);
                var expected = Reference(texts, length).GroupBy(pair => pair.Ngram).Where(group => group.Count() >= minimum)
                    .SelectMany(group => group).Order().ToArray();
                var found = Enumerable.Range(0, texts.Length).SelectMany(
                    row => matrix.ColumnsOf(row).ToArray().Select(ngram => (Text(ngrams.TokensOf(ngram)), row)))
                    .Order().ToArray();
                CollectionAssert.AreEqual(expected, found);

                // Scoring finds what counting found.
                int[] scratch = [];
                for (int row = 0; row < texts.Length; row++)
                    CollectionAssert.AreEqual(
                        matrix.ColumnsOf(row).ToArray().Order().ToArray(), ngrams.Find(texts[row], ref scratch).ToArray());
            },
            iter: 500);

    [TestMethod]
    public void Any_number_of_threads_finds_the_same_in_the_same_order()
    {
        var random = new Random(3);
        var rows = Rows([.. Enumerable.Range(0, 300).Select(
            _ => Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(1, Vocabulary + 1)).ToArray())]);
        var (ngrams, matrix) = NgramCounter.Count(rows, 3, 2, threads: 1, CancellationToken.None);
        foreach (int threads in new[] { 2, 3, 7 })
        {
            var (others, other) = NgramCounter.Count(rows, 3, 2, threads, CancellationToken.None);
            CollectionAssert.AreEqual(ngrams.Pairs.ToArray(), others.Pairs.ToArray());
            for (int row = 0; row < rows.Count; row++)
                CollectionAssert.AreEqual(matrix.ColumnsOf(row).ToArray(), other.ColumnsOf(row).ToArray());
        }
    }

    [TestMethod]
    public void The_most_frequent_of_a_length_comes_first()
    {
        var (ngrams, _) = NgramCounter.Count(Rows([[2, 3], [2, 3], [3]]), 2, 1, threads: 1, CancellationToken.None);
        CollectionAssert.AreEqual(
            new[] { "3", "2", "2 3" }, Enumerable.Range(0, ngrams.Count).Select(i => Text(ngrams.TokensOf(i))).ToArray());
    }

    [TestMethod]
    public void A_cancelled_count_ends() => Assert.ThrowsExactly<OperationCanceledException>(
        () => NgramCounter.Count(Rows([[1, 2], [1, 2]]), 2, 1, threads: 1, new CancellationToken(canceled: true)));

    private static SequenceBuffer Rows(int[][] texts)
    {
        var rows = new SequenceBuffer(new SequenceInput(Vocabulary, Channels: 0));
        foreach (int[] text in texts)
        {
            text.CopyTo(rows.AppendTokens(text.Length));
            rows.EndSequence();
        }

        return rows;
    }

    private static IEnumerable<(string Ngram, int Row)> Reference(int[][] texts, int length) =>
        texts.SelectMany((text, row) => Enumerable.Range(1, length)
            .SelectMany(n => Enumerable.Range(0, Math.Max(0, text.Length - n + 1)).Select(at => (Text(text[at..(at + n)]), row)))
            .Distinct());

    private static string Text(int[] tokens) => string.Join(' ', tokens);
}
