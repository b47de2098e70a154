namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class SubwordBytePairTests : IDisposable
{
    private readonly SubwordFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("b c\na b\n", "a bc ab c c a", DisplayName = "b c first")]
    [DataRow("a b\nb c\n", "ab c ab c c a", DisplayName = "a b first")]
    [DataRow("b c\na bc\n", "abc a b c c a", DisplayName = "a merge of what was merged")]
    public void The_most_urgent_merge_is_made_first(string merges, string tokens) =>
        Assert.AreEqual(tokens, _folder.Tokens(_folder.OfPairs(merges: merges), "abc ab c c a"));

    [TestMethod]
    [DataRow("abab", "ab ab")]
    [DataRow("a b", "a b", DisplayName = "nothing is merged across a space")]
    [DataRow("ab?", "ab ?", DisplayName = "nor across the end of a word")]
    [DataRow("AB ab", "ab", DisplayName = "case is kept, and what is unknown is left out")]
    [DataRow("xaxb", "ab", DisplayName = "before the merges")]
    [DataRow("\U0001F600", "")]
    [DataRow("", "")]
    public void Words_are_runs_of_letters_and_of_other_characters(string text, string tokens) =>
        Assert.AreEqual(tokens, _folder.Tokens(_folder.OfPairs(), text));

    [TestMethod]
    public void An_unknown_token_stands_for_each_character_that_no_token_has()
    {
        var options = _folder.OfPairs();
        options.UnknownToken = "?";
        Assert.AreEqual("ab ? ? c ?", _folder.Tokens(options, "abxyc \U0001F600"));
    }

    [TestMethod]
    public void Letters_become_lower_case_where_it_is_asked_for_and_keep_their_accents()
    {
        var options = _folder.OfPairs("""{"a": 0, "\u00E9": 1}""", merges: "#version: 0.2\n");
        Assert.ThrowsExactly<InvalidDataException>(() => _folder.Fit(options));
        options = _folder.OfPairs("""{"a": 0, "\u00E9": 1, "a\u00E9": 2}""", "a \u00E9\n");
        Assert.AreEqual("", _folder.Tokens(options, "A\u00C9"));
        options.Lowercase = true;
        Assert.AreEqual("a\u00E9", _folder.Tokens(options, "A\u00C9"));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("</w>")]
    public void The_suffix_of_words_is_found_in_the_vocabulary_or_named(string? suffix)
    {
        var options = _folder.OfPairs("""{"a": 0, "b": 1, "a</w>": 2, "b</w>": 3, "ab</w>": 4, "?": 5}""", "a b</w>\n");
        options.UnknownToken = "?";
        options.EndOfWordSuffix = suffix;
        Assert.AreEqual("ab</w> b a</w>", _folder.Tokens(options, "ab ba"));
        options.EndOfWordSuffix = "";
        Assert.AreEqual("a b b a", _folder.Tokens(options, "ab ba"));
    }

    [TestMethod]
    [DataRow("ab ab", "ab \u0120ab")]
    [DataRow("b  a", "b \u0120 \u0120a", DisplayName = "of several spaces the last belongs to the word")]
    [DataRow("a\u00E9\na", "a \u00C3 \u00A9 \u010A a", DisplayName = "bytes of UTF-8")]
    [DataRow("a<br/>a", "a \u0120a")]
    [DataRow("xa", "a", DisplayName = "a byte that the vocabulary lacks is left out")]
    public void Bytes_are_merged_with_the_space_before_a_word(string text, string tokens)
    {
        var options = _folder.OfPairs(SubwordFolder.BytePairs, SubwordFolder.ByteMerges);
        Assert.AreEqual(tokens, _folder.Tokens(options, text));
        options.ByteLevel = true;
        Assert.AreEqual(tokens, _folder.Tokens(options, text));
    }

    [TestMethod]
    public void Bytes_that_a_vocabulary_looks_like_can_be_denied()
    {
        var options = _folder.OfPairs(SubwordFolder.BytePairs, SubwordFolder.ByteMerges);
        options.ByteLevel = false;
        Assert.AreEqual("ab ab", _folder.Tokens(options, "ab ab"));
    }

    [TestMethod]
    public void Keys_follow_the_ids_and_close_their_gaps()
    {
        var transformer = _folder.Fit(_folder.OfPairs("""{"b": 70, "ab": 900, "a": 3}""", "a b"));
        CollectionAssert.AreEqual(new[] { "a", "b", "ab" }, transformer.Vocabulary.ToArray());
        CollectionAssert.AreEqual(new uint[] { 3, 2, 1 }, _folder.Keys(transformer, "ab ba"));
    }

    [TestMethod]
    public void A_sequence_begins_and_ends_with_the_tokens_that_are_asked_for()
    {
        var options = _folder.OfPairs();
        (options.StartToken, options.EndToken) = ("?", "c");
        Assert.AreEqual("? ab c", _folder.Tokens(options, "ab"));
        Assert.AreEqual("", _folder.Tokens(options, "xyz"));
    }

    [TestMethod]
    public void A_row_of_megabytes_is_a_row()
    {
        var transformer = _folder.Fit(_folder.OfPairs());
        Assert.HasCount(500_000, _folder.Keys(transformer, string.Concat(Enumerable.Repeat("ab", 500_000))));
        Assert.HasCount(1_000_000, _folder.Keys(transformer, string.Concat(Enumerable.Repeat("ab ", 1_000_000))));
    }

    [TestMethod]
    public void A_word_is_cut_at_1000_characters_and_never_within_one()
    {
        var options = _folder.OfPairs("""{"a": 0, "b": 1, "ab": 2, "\ud83d\ude00": 3}""", "a b\n");
        Assert.AreEqual("ab", _folder.Tokens(options, new string('x', 998) + "ab"));
        Assert.AreEqual("a b", _folder.Tokens(options, new string('x', 999) + "ab"));
        Assert.AreEqual("ab ab", _folder.Tokens(options, $"ab {new string('x', 2_000)}ab"));
        Assert.AreEqual("\U0001F600", _folder.Tokens(options, new string('!', 999) + "\U0001F600"));
        options.MaximumCharactersPerWord = 3;
        Assert.AreEqual("ab ab", _folder.Tokens(options, "ab xab"));
        Assert.AreEqual("ab a b", _folder.Tokens(options, "ab xxab"));

        var ofSigns = _folder.OfPairs("""{"!": 0, "?": 1, "!?": 2}""", "! ?\n");
        Assert.AreEqual(
            "!?", _folder.Tokens(ofSigns, string.Concat(Enumerable.Repeat("\U0001F600", 998)) + "!?"),
            "an emoji is one character");
        Assert.AreEqual("! ?", _folder.Tokens(ofSigns, string.Concat(Enumerable.Repeat("\U0001F600", 999)) + "!?"));
    }
}
