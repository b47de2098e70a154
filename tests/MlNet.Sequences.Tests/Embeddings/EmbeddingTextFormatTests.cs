namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class EmbeddingTextFormatTests
{
    [TestMethod]
    [DataRow("2 2\nthe 0.5 -1\nfilm 0.25 3e-5\n", DisplayName = "word2vec")]
    [DataRow("2 2\nthe 0.5 -1 \nfilm 0.25 3e-5 \n", DisplayName = "fastText ends lines in a space")]
    [DataRow("the 0.5 -1\nfilm 0.25 3e-5\n", DisplayName = "GloVe has no header")]
    [DataRow("2 2\r\nthe 0.5 -1\r\nfilm 0.25 3e-5\r\n", DisplayName = "Windows line ends")]
    [DataRow("2 2 \r\nthe 0.5 -1 \r\nfilm 0.25 3e-5 \r\n", DisplayName = "Both ends")]
    [DataRow("\uFEFF2 2\nthe 0.5 -1\nfilm 0.25 3e-5\n", DisplayName = "Byte order mark and header")]
    [DataRow("\uFEFFthe 0.5 -1\nfilm 0.25 3e-5", DisplayName = "Byte order mark alone, no last line end")]
    [DataRow("the +.5 -1.0E0\nfilm 2.5e-1 0.00003\n\n\r\n", DisplayName = "Other forms of numbers, empty lines at the end")]
    public void Every_writer_s_form_gives_the_same_vectors(string text)
    {
        const string Expected = "the 0.5 -1; film 0.25 3E-05";
        Assert.AreEqual(Expected, VectorFiles.Read(text));
        Assert.AreEqual(Expected, VectorFiles.Read(text, WordVectorFormat.Text));
        Assert.AreEqual(Expected, VectorFiles.Read(VectorFiles.Gzip(VectorFiles.Utf8(text))));
    }

    [TestMethod]
    public void Words_may_have_spaces_and_be_numbers()
    {
        Assert.AreEqual(
            "the 1 2; . . . 3 4; at name@domain.com 5 6; 1984 7 8; 1 000 9 10;  11 12",
            VectorFiles.Read("the 1 2\n. . . 3 4\nat name@domain.com 5 6\n1984 7 8\n1 000 9 10\n 11 12\n"));
        Assert.AreEqual("1984 0.5 0.25", VectorFiles.Read("1984 0.5 0.25\n"));
        Assert.AreEqual(". . 0.5 0.25", VectorFiles.Read(". . 0.5 0.25\n"));
        Assert.AreEqual("2 0.5; 3 4", VectorFiles.Read("2 1\n2 0.5\n3 4\n"));
    }

    [TestMethod]
    public void Words_are_UTF_8_and_invalid_bytes_are_replaced()
    {
        Assert.AreEqual("\u00E9t\u00E9 1 2; \u4E2D\u6587 3 4; \U0001F600 5 6; a\u00A0b 7 8; a\u2028b 9 1", VectorFiles.Read(
            "\u00E9t\u00E9 1 2\n\u4E2D\u6587 3 4\n\U0001F600 5 6\na\u00A0b 7 8\na\u2028b 9 1\n"));
        Assert.AreEqual("caf\uFFFD 1 2", VectorFiles.Read([.. "caf"u8, 0xE9, .. " 1 2\n"u8]));
        Assert.AreEqual("caf\uFFFD 1 2", VectorFiles.Read([.. "1 2\ncaf"u8, 0xE9, .. " 1 2\n"u8]));
    }

    [TestMethod]
    public void The_first_vector_of_a_word_counts_and_the_words_that_nobody_wants_are_passed_over()
    {
        Assert.AreEqual("film 1 2", VectorFiles.Read("film 1 2\nfilm 3 4\nFilm 5 6\n", wanted: ["film"]));
        Assert.AreEqual("film 1 2", VectorFiles.Read("film 1 2\nthe 0.x 1\n", wanted: ["film"]));
        Assert.AreEqual("", VectorFiles.Read("the 0.5 1\nfilm 1 2\n", wanted: ["none"]));
    }

    [TestMethod]
    [DataRow(
        "the 1 2\nfilm 1\n", "line 2 of 'file' has 2 fields and begins 'film 1'",
        "a word and 2 numbers separated by spaces, as in the first line")]
    [DataRow("2 2\nthe 1 2\nfilm 1\n", "line 3 of 'file' has 2 fields", "as the first line says")]
    [DataRow(
        "the 1.0 2.0\nfilm 1.0 2.0 3.0\n", "line 2 of 'file' has more numbers and begins 'film 1.0 2.0 3.0'",
        "a word and 2 numbers")]
    [DataRow("1 2\nthe 1.5 2.5 3.5\n", "line 2 of 'file' has more numbers", "as the first line says")]
    [DataRow("the 1.0 2.0\nfilm 1.0 2.0the 3.0 4.0\n", "line 2 of 'file' has more numbers", "a word and 2 numbers")]
    [DataRow("the 1 2\n\nfilm 1 2\n", "line 2 of 'file' is empty", "must be a word and its numbers")]
    [DataRow(
        "the 1 2\nfilm 1 x\n", "line 2 of 'file' has 'x' as number 2 of 'film'", "with a decimal point, separated by one space")]
    [DataRow("the 1 2\nfilm 1 0,5\n", "line 2 of 'file' has '0,5' as number 2 of 'film'", "with a decimal point")]
    [DataRow("the 1 2\nfilm 1  2\nend 1 2\n", "line 2 of 'file' has '' as number 1 of 'film 1'", "separated by one space")]
    [DataRow("the 1 2\nfilm NaN 2\n", "line 2 of 'file' has 'NaN' as number 1 of 'film'", "must have finite numbers")]
    [DataRow("the 1 2\nfilm 1 -Infinity\n", "line 2 of 'file' has '-Infinity' as number 2 of 'film'", "must have finite numbers")]
    [DataRow("the 1 2\nfilm 1 1e39\n", "line 2 of 'file' has '1e39' as number 2 of 'film'", "within the range of Single")]
    [DataRow("the\n", "line 1 of 'file' has 0 numbers and begins 'the'", "a word and 1 to 100000 numbers")]
    [DataRow("\n", "'file' has none", "must have a word")]
    [DataRow("3 2\nthe 1 2\nfilm 1 2\n", "'file' says 3 and has 2", "correct its first line")]
    [DataRow("1 2\nthe 1 2\nfilm 1 2\n", "'file' says 1 and has 2", "correct its first line")]
    [DataRow("2 2\n", "'file' says 2 and has 0", "truncated")]
    [DataRow("0 2\n", "'file' has none", "must have a word")]
    [DataRow("2 0\nthe\nfilm\n", "in 'file' it is '2 0'", "from 1 to 100000")]
    [DataRow("2 100001\nthe 1\n", "in 'file' it is '2 100001'", "from 1 to 100000")]
    [DataRow("2 99999999999\nthe 1\n", "in 'file' it is '2 99999999999'", "from 1 to 100000")]
    [DataRow("99999999999999999999 2\nthe 1 2\n", "in 'file' it is '99999999999999999999 2'", "the number of words")]
    public void A_broken_file_is_refused_with_its_line_what_it_has_and_a_remedy(string text, string received, string rule)
    {
        foreach (var format in new[] { WordVectorFormat.Auto, WordVectorFormat.Text })
        {
            string message = VectorFiles.Refusal(VectorFiles.Utf8(text), format);
            StringAssert.Contains(message, received);
            StringAssert.Contains(message, rule);
            StringAssert.Matches(message, new("[Uu]se an undamaged copy|get it again"));
        }
    }

    [TestMethod]
    public void A_line_may_be_long_and_not_endless()
    {
        const int Dimension = 100_000;
        string numbers = string.Concat(Enumerable.Repeat(" -1.2345678901234567e-01", Dimension));
        StringAssert.StartsWith(
            VectorFiles.Read($"the{numbers}\nfilm{numbers}\n", wanted: ["film"]), "film -0.12345679 -0.12345679");
        StringAssert.StartsWith(VectorFiles.Read($"1 {Dimension}\nthe{numbers}\n"), "the -0.12345679 -0.12345679");

        string word = new('a', 200_000);
        Assert.AreEqual($"{word} 1 2", VectorFiles.Read($"the 1 2\n{word} 1 2\n", wanted: [word]));

        string endless = new('a', TextWordVectors.MaximumLineLength);
        StringAssert.Contains(
            VectorFiles.Refusal(VectorFiles.Utf8("the 1 2\n" + endless)), "line 2 of 'file' is longer and begins 'aaa");
        StringAssert.Contains(VectorFiles.Refusal(VectorFiles.Utf8(endless)), "line 1 of 'file' is longer");
        StringAssert.Contains(VectorFiles.Refusal(VectorFiles.Utf8($"the{numbers} 1.0")), "line 1 of 'file' has 100001 numbers");
    }
}
