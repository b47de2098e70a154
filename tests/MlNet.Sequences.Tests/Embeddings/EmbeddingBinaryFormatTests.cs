namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class EmbeddingBinaryFormatTests
{
    private const string Expected = "the 0.5 -1; film 0.25 3E-05";

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Vectors_are_read_with_and_without_line_feeds_plain_and_packed(bool lineFeeds)
    {
        byte[] bytes = VectorFiles.Binary("2 2", lineFeeds, VectorFiles.Two);
        Assert.AreEqual(Expected, VectorFiles.Read(bytes));
        Assert.AreEqual(Expected, VectorFiles.Read(bytes, WordVectorFormat.Binary));
        Assert.AreEqual(Expected, VectorFiles.Read(VectorFiles.Gzip(bytes)));
        Assert.AreEqual("film 0.25 3E-05", VectorFiles.Read(bytes, wanted: ["film"]));
    }

    [TestMethod]
    public void Numbers_may_have_the_bytes_of_spaces_and_line_feeds()
    {
        float spaces = BitConverter.UInt32BitsToSingle(0x2020_2020), lineFeeds = BitConverter.UInt32BitsToSingle(0x0A0A_0A0A);
        (string, float[])[] words = [
            ("a", [lineFeeds, spaces, 0.1f]), ("b", [0.1f, lineFeeds, lineFeeds]), ("c", [spaces, spaces, spaces])];
        string expected = FormattableString.Invariant(
            $"a {lineFeeds} {spaces} 0.1; b 0.1 {lineFeeds} {lineFeeds}; c {spaces} {spaces} {spaces}");
        Assert.AreEqual(expected, VectorFiles.Read(VectorFiles.Binary("3 3", lineFeeds: true, words)));
        Assert.AreEqual(expected, VectorFiles.Read(VectorFiles.Binary("3 3", lineFeeds: false, words), WordVectorFormat.Binary));
    }

    [TestMethod]
    public void The_first_vector_of_a_word_counts_and_words_are_UTF_8_whose_invalid_bytes_are_replaced()
    {
        (string, float[])[] words = [("\u4E2D\u6587", [1]), ("\u4E2D\u6587", [2]), ("\U0001F600", [3])];
        Assert.AreEqual("\u4E2D\u6587 1; \U0001F600 3", VectorFiles.Read(VectorFiles.Binary("3 1", lineFeeds: true, words)));
        byte[] bytes = VectorFiles.Binary("1 1", lineFeeds: false, ("caf#", [1]));
        bytes[Array.IndexOf(bytes, (byte)'#')] = 0xE9;
        Assert.AreEqual("caf\uFFFD 1", VectorFiles.Read(bytes));
    }

    [TestMethod]
    public void A_header_that_lies_is_told()
    {
        foreach (bool lineFeeds in new[] { true, false })
        {
            StringAssert.Contains(
                VectorFiles.Refusal(VectorFiles.Binary("3 2", lineFeeds, VectorFiles.Two)),
                "'file' says 3 and has 2. It is truncated or edited");
            StringAssert.Contains(
                VectorFiles.Refusal(VectorFiles.Binary("1 2", lineFeeds, VectorFiles.Two)), "'file' says 1 and has more");
        }

        StringAssert.Contains(VectorFiles.Refusal(VectorFiles.Binary("2 0", false, VectorFiles.Two)), "in 'file' it is '2 0'");
        StringAssert.Contains(
            VectorFiles.Refusal(VectorFiles.Binary("2 100001", false, VectorFiles.Two)), "in 'file' it is '2 100001'");
        StringAssert.Contains(
            VectorFiles.Refusal(VectorFiles.Binary("2 40", false, VectorFiles.Two)),
            "record 1 of 'file', whose first line says 2 words of 40 numbers, has 25 bytes");
        StringAssert.Contains(
            VectorFiles.Refusal(VectorFiles.Utf8("the 1 2\n"), WordVectorFormat.Binary), "must begin with a line of two numbers");
    }

    [TestMethod]
    public void Numbers_that_are_not_finite_are_refused_even_of_words_that_nobody_wants()
    {
        byte[] bytes = VectorFiles.Binary("2 2", lineFeeds: true, ("the", [0.5f, 1]), ("film", [1, float.NegativeInfinity]));
        foreach (string wanted in new[] { "the", "film" })
            StringAssert.Contains(
                VectorFiles.Refusal(bytes, wanted: [wanted]), "every number must be finite; record 2 of 'file'");
        StringAssert.Contains(VectorFiles.Refusal(bytes), "has -Infinity as number 2 of 'film'. Use an undamaged copy");
    }

    [TestMethod]
    public void A_word_without_an_end_is_another_format()
    {
        byte[] bytes = [.. "2 2\n"u8, .. Enumerable.Repeat((byte)1, 70_000)];
        StringAssert.Contains(
            VectorFiles.Refusal(bytes, WordVectorFormat.Binary), "a word must be shorter than 65536 bytes; record 1 of 'file'");
        (string Word, float[] Vector) longest = (new string('a', BinaryWordVectors.MaximumWordLength - 1), [1, 2]);
        Assert.AreEqual($"{longest.Word} 1 2", VectorFiles.Read(VectorFiles.Binary("1 2", lineFeeds: true, longest)));
    }

    [TestMethod]
    public void A_large_vector_is_read_past_the_first_window()
    {
        float[] vector = [.. Enumerable.Range(0, 100_000).Select(i => i / 8f)];
        string read = VectorFiles.Read(
            VectorFiles.Binary("2 100000", lineFeeds: true, ("a", vector), ("b", vector)), wanted: ["b"]);
        StringAssert.StartsWith(read, "b 0 0.125 0.25");
        StringAssert.EndsWith(read, " 12499.75 12499.875");
    }
}
