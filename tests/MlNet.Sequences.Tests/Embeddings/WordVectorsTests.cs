using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class WordVectorsTests
{
    private static readonly (string Word, float[] Vector)[] Royal =
    [
        ("man", [1, 0, 0.1f]), ("woman", [0, 1, 0.1f]), ("king", [2, 0, 2]), ("queen", [0, 3, 3]), ("apple", [-1, -1, 0]),
        ("nothing", [0, 0, 0]),
    ];

    private static readonly Gen<(string Word, float[] Vector)[]> Words =
        from dimension in Gen.Int[1, 6]
        from words in Gen.Select(
            Gen.Char["abé中😀\u00A0-.1"[0..5] + "\u00A0-.1"].Array[1, 6].Select(text => new string(text)),
            Gen.Float.Where(float.IsFinite).Array[dimension]).Array[1, 8]
        select words.DistinctBy(word => word.Item1).Where(word => !word.Item1.Any(char.IsSurrogate)).ToArray();

    [TestMethod]
    public void The_nearest_words_are_those_of_the_greatest_cosine()
    {
        var vectors = Of(Royal);
        var nearest = vectors.Nearest("man", 4);
        CollectionAssert.AreEqual(new[] { "king", "queen", "woman", "nothing" }, nearest.Select(near => near.Word).ToArray());
        Assert.AreEqual(2.2 / Math.Sqrt(1.01 * 8), nearest[0].Similarity, 1e-6);
        Assert.AreEqual(0, nearest[3].Similarity);
        Assert.AreEqual(nearest[0].Similarity, vectors.Similarity("king", "man"));
        Assert.AreEqual(1, vectors.Similarity("queen", "queen"));
        Assert.AreEqual("man", vectors.Nearest(vectors.GetVector("man").Span, 1)[0].Word);
        Assert.HasCount(5, vectors.Nearest("man", 100));
    }

    [TestMethod]
    public void An_analogy_is_the_word_nearest_to_the_sum_of_vectors_of_length_one()
    {
        var vectors = Of(Royal);
        var answer = vectors.Analogy("man", "king", "woman");
        CollectionAssert.AreEqual(new[] { "queen", "nothing", "apple" }, answer.Select(near => near.Word).ToArray());
        // By hand: king / √8 - man / √1.01 + woman / √1.01 = (-0.288, 0.995, 0.707).
        double[] goal = [0.70711 - 0.99504, 0.99504, 0.70711];
        double length = Math.Sqrt(goal.Sum(x => x * x));
        Assert.AreEqual((goal[1] + goal[2]) / Math.Sqrt(2) / length, answer[0].Similarity, 1e-4);
    }

    [TestMethod]
    public void What_is_not_there_is_told()
    {
        var vectors = Of(Royal);
        StringAssert.Contains(
            Assert.ThrowsExactly<KeyNotFoundException>(() => vectors.Nearest("King")).Message, "one of the 6 that have vectors");
        Assert.ThrowsExactly<KeyNotFoundException>(() => vectors.Analogy("man", "king", "lady"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => vectors.Nearest("king", 0));
        Assert.ThrowsExactly<ArgumentException>(() => vectors.Nearest([1f, 2f]));
        Assert.IsFalse(vectors.TryGetVector("lady", out _));
        Assert.IsTrue(vectors.TryGetVector("apple", out var apple));
        CollectionAssert.AreEqual(new[] { -1f, -1, 0 }, apple.ToArray());
    }

    [TestMethod]
    public void Every_bit_is_read_again_in_either_format()
    {
        using var folder = new ScratchFolder();
        Gen.Select(Words.Where(words => words.Length > 0), Gen.Bool).Sample((words, isBinary) =>
        {
            string path = folder.At(isBinary ? "vectors.bin" : "vectors.txt");
            Of(words).Save(path);
            foreach (var format in new[] { WordVectorFormat.Auto, isBinary ? WordVectorFormat.Binary : WordVectorFormat.Text })
            {
                // A few short binary vectors may be text: what Auto can't tell is what the format is for.
                if (format == WordVectorFormat.Auto && isBinary)
                    continue;
                var read = WordVectors.Load(path, format);
                CollectionAssert.AreEqual(words.Select(word => word.Word).ToArray(), read.Words.ToArray());
                foreach (var (word, vector) in words)
                    CollectionAssert.AreEqual(vector, read.GetVector(word).ToArray(), word);
            }
        }, iter: 200, threads: 1);
    }

    [TestMethod]
    public void The_formats_are_word2vecs_to_the_byte()
    {
        using var folder = new ScratchFolder();
        var vectors = Of(VectorFiles.Two);
        vectors.Save(folder.At("vectors.txt"));
        Assert.AreEqual("2 2\nthe 0.5 -1\nfilm 0.25 3E-05\n", File.ReadAllText(folder.At("vectors.txt")));
        vectors.Save(folder.At("vectors.bin"));
        CollectionAssert.AreEqual(
            VectorFiles.Binary("2 2", lineFeeds: true, VectorFiles.Two), File.ReadAllBytes(folder.At("vectors.bin")));
        vectors.Save(folder.At("named.txt"), WordVectorFormat.Binary);
        CollectionAssert.AreEqual(File.ReadAllBytes(folder.At("vectors.bin")), File.ReadAllBytes(folder.At("named.txt")));
        Assert.HasCount(3, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    [DataRow("new york", "it has white space")]
    [DataRow("line\n", "it has white space")]
    [DataRow("", "it is empty")]
    [DataRow("D83D", "half of a surrogate pair")]
    [DataRow("DE00,D83D", "half of a surrogate pair")]
    public void A_word_that_would_not_be_read_again_is_refused_and_an_earlier_file_stays(string word, string expected)
    {
        if (expected.Contains("surrogate", StringComparison.Ordinal)) // test platforms replace them in data
            word = string.Concat(word.Split(',').Select(unit => (char)Convert.ToInt32(unit, 16)));
        using var folder = new ScratchFolder();
        string path = folder.Write("vectors.txt", "earlier");
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Of([("good", [1]), (word, [2])]).Save(path));
        StringAssert.Contains(error.Message, expected);
        Assert.AreEqual("earlier", File.ReadAllText(path));
    }

    [TestMethod]
    public void Of_a_word_that_comes_twice_the_first_vector_counts_and_broken_files_are_errors()
    {
        using var folder = new ScratchFolder();
        var twice = WordVectors.Load(folder.Write("twice.txt", "a 1 2\nb 3 4\na 5 6\n"));
        CollectionAssert.AreEqual(new[] { "a", "b" }, twice.Words.ToArray());
        CollectionAssert.AreEqual(new[] { 1f, 2 }, twice.GetVector("a").ToArray());

        Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Load(folder.Write("cut.txt", "3 2\na 1 2\n")));
        Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Load(folder.Write("nan.txt", "a 1 2\nb NaN 2\n")));
        StringAssert.Contains(
            Assert.ThrowsExactly<FileNotFoundException>(() => WordVectors.Load(folder.At("none.txt"))).Message, "none.txt");
        Assert.Throws<IOException>(() => WordVectors.Load(folder.Path));
        Assert.ThrowsExactly<ArgumentException>(() => WordVectors.Load(" "));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => twice.Save(folder.At("x"), (WordVectorFormat)7));
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => WordVectors.Load(folder.At("twice.txt"), cancellationToken: canceled.Token));
    }

    // A header may claim more than any memory holds.
    [TestMethod]
    public void A_file_that_claims_billions_of_words_costs_no_memory()
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("claims.txt", "9000000000 100000\na 1 2\n");
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var format in new[] { WordVectorFormat.Text, WordVectorFormat.Binary })
            Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Load(path, format));
        Assert.IsLessThan(16 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static WordVectors Of((string Word, float[] Vector)[] words)
    {
        var matrix = new VectorMatrix(words[0].Vector.Length);
        foreach (var (_, vector) in words)
            matrix.Add(vector);
        return new([.. words.Select(word => word.Word)], matrix);
    }
}
