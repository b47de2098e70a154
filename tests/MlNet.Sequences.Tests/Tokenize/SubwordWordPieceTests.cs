namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class SubwordWordPieceTests : IDisposable
{
    private readonly SubwordFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("the film", "the film")]
    [DataRow("films", "film ##s")]
    [DataRow("unlikely", "un ##likely", DisplayName = "the longest token first, not ##like ##ly")]
    [DataRow("likeable likes s", "like ##able like ##s s")]
    [DataRow("unlik", "[UNK]", DisplayName = "one unknown token for a word whose beginning is known")]
    [DataRow("the xyz film", "the [UNK] film")]
    public void A_word_becomes_the_longest_tokens_from_left_to_right(string text, string tokens) =>
        Assert.AreEqual(tokens, _folder.Tokens(_folder.WordPiece(), text));

    [TestMethod]
    [DataRow("the.film", "the . film")]
    [DataRow("the$film", "the $ film", DisplayName = "a symbol of ASCII")]
    [DataRow("the\nfilm\tthe\r\nfilm\u00A0the\u2028film", "the film the film the film")]
    [DataRow("th\u0000e fi\u200Blm \uFFFDthe", "the film the", DisplayName = "control and format characters are dropped")]
    [DataRow("\u4E2D\u6587the", "\u4E2D \u6587 the", DisplayName = "Chinese characters are words")]
    [DataRow("the [SEP]", "the [ [UNK] ]", DisplayName = "a special token in a text is text")]
    public void Words_are_those_of_BERT(string text, string tokens) =>
        Assert.AreEqual(tokens, _folder.Tokens(_folder.WordPiece(), text));

    [TestMethod]
    [DataRow("THE Film", "the film")]
    [DataRow("CAF\u00C9 cafe\u0301 Cafe\u0300s", "cafe cafe cafe ##s")]
    [DataRow("I", "[UNK]")]
    public void Letters_lose_their_case_and_accents(string text, string tokens) =>
        Assert.AreEqual(tokens, _folder.Tokens(_folder.WordPiece(), text));

    [TestMethod]
    public void A_cased_vocabulary_keeps_case_and_accents()
    {
        var options = _folder.WordPiece();
        options.Lowercase = false;
        Assert.AreEqual("I [UNK] [UNK] film", _folder.Tokens(options, "I THE caf\u00E9 film"));
    }

    [TestMethod]
    public void Line_breaks_of_HTML_are_spaces_unless_they_are_kept()
    {
        var options = _folder.WordPiece();
        Assert.AreEqual("the film", _folder.Tokens(options, "the<br />film"));
        options.RemoveHtmlLineBreaks = false;
        Assert.AreEqual("the < br / > film", _folder.Tokens(options, "the<br />film"));
    }

    [TestMethod]
    public void A_sequence_begins_and_ends_with_the_tokens_that_are_asked_for()
    {
        var options = _folder.WordPiece();
        options.StartToken = "[CLS]";
        Assert.AreEqual("[CLS] the film", _folder.Tokens(options, "the film"));
        options.EndToken = "[SEP]";
        Assert.AreEqual("[CLS] the film [SEP]", _folder.Tokens(options, "the film"));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow(" \n ")]
    public void A_text_without_a_token_is_an_empty_vector(string? text)
    {
        var options = _folder.WordPiece();
        (options.StartToken, options.EndToken) = ("[CLS]", "[SEP]");
        Assert.IsEmpty(_folder.Keys(options, text));
    }

    [TestMethod]
    public void A_key_is_the_number_of_the_line()
    {
        var transformer = _folder.Fit(_folder.WordPiece());
        CollectionAssert.AreEqual(SubwordFolder.Pieces, transformer.Vocabulary.ToArray());
        CollectionAssert.AreEqual(new uint[] { 5, 6, 13, 2 }, _folder.Keys(transformer, "the films xyz"));
    }

    [TestMethod]
    public void Another_unknown_token_can_be_named()
    {
        var options = _folder.WordPiece("<unk>", "the");
        options.UnknownToken = "<unk>";
        Assert.AreEqual("the <unk>", _folder.Tokens(options, "the film"));
    }

    [TestMethod]
    public void A_byte_order_mark_and_the_line_ends_of_Windows_are_no_part_of_a_token()
    {
        var options = new TokenizeIntoSubwordsAsKeysOptions
        {
            VocabularyPath = _folder.Write(
            "vocab.txt", "\uFEFF[UNK]\r\nthe\r\n##s\r\n\r\n")
        };
        Assert.AreEqual("[UNK] the ##s", string.Join(' ', _folder.Fit(options).Vocabulary));
        Assert.AreEqual("the ##s", _folder.Tokens(options, "thes"));
    }

    [TestMethod]
    [DataRow("a", null, 200, DisplayName = "as many as in Google's BERT")]
    [DataRow("\U0001F602", null, 200, DisplayName = "an emoji is one character")]
    [DataRow("\U0001F602", 100, 100)]
    [DataRow("a", 3, 3)]
    public void A_word_of_more_characters_than_the_maximum_is_unknown(string letter, int? maximum, int most)
    {
        var options = _folder.WordPiece("[UNK]", letter, "##" + letter);
        options.MaximumCharactersPerWord = maximum;
        var transformer = _folder.Fit(options);
        Assert.HasCount(most, _folder.Keys(transformer, string.Concat(Enumerable.Repeat(letter, most))));
        CollectionAssert.AreEqual(
            new uint[] { 1 }, _folder.Keys(transformer, string.Concat(Enumerable.Repeat(letter, most + 1))));
    }

    [TestMethod]
    public void A_row_of_ten_megabytes_is_a_row()
    {
        var transformer = _folder.Fit(_folder.WordPiece("[UNK]", "a", "##a"));
        CollectionAssert.AreEqual(new uint[] { 1 }, _folder.Keys(transformer, new string('a', 5_000_000)));
        Assert.HasCount(2_500_000, _folder.Keys(transformer, string.Concat(Enumerable.Repeat("a ", 2_500_000))));
    }

    [TestMethod]
    public void Half_of_a_surrogate_pair_is_no_text() =>
        Assert.AreEqual("the film", _folder.Tokens(_folder.WordPiece(), "t\uD83Dhe film\uDE00"));
}
