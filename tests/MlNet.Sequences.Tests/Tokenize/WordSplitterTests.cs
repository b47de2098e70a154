namespace MlNet.Sequences.Tests;

[TestClass]
public class WordSplitterTests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow("   ", "")]
    [DataRow("?!. --\t\n", "")]
    [DataRow("The  movie, was GREAT!", "the|movie|was|great")]
    [DataRow("it's e-mail", "it's|e|mail")]
    [DataRow("one<br />two<BR>three<br/>four<br\n/>five", "one|two|three|four|five")]
    [DataRow("<b>r</b> <br <bra> br", "b|r|b|br|bra|br")]
    [DataRow("<br", "br")]
    [DataRow("caf\u00E9 \u00C9LAN \u6620\u753B", "caf\u00E9|\u00E9lan|\u6620\u753B")]
    [DataRow("tab\there no\u00A0break", "tab|here|no\u00A0break")]
    public void Text_is_split_with_the_default_options(string text, string expected) =>
        Assert.AreEqual(expected, Split(text, new()));

    [TestMethod]
    [DataRow("\r\n")]
    [DataRow("\r")]
    [DataRow("\n")]
    [DataRow("\v")]
    [DataRow("\f")]
    [DataRow("\u0085")]
    [DataRow("\u2028")]
    [DataRow("\u2029")]
    public void Every_line_end_of_Unicode_separates_words_and_only_the_line_feed_as_in_Keras(string end)
    {
        string text = $"Great{end}film caf\u00E9{end}{end}\u6620{end}";
        foreach (bool lowercase in new[] { true, false })
            Assert.AreEqual(
                lowercase ? "great|film|caf\u00E9|\u6620" : "Great|film|caf\u00E9|\u6620",
                Split(text, new() { Lowercase = lowercase }));
        Assert.AreEqual(
            end.EndsWith('\n') ? $"great{end[..^1]}|film" : $"great{end}film",
            Split($"great{end}film", TokenizeIntoWordsAsKeysOptions.KerasCompatible()));
    }

    [TestMethod]
    [DataRow("\u0130STANBUL", "i\u0307stanbul", DisplayName = "Dotted capital I becomes i and a dot")]
    [DataRow("\u039F\u0394\u039F\u03A3", "\u03BF\u03B4\u03BF\u03C2", DisplayName = "Sigma at the end of a word")]
    [DataRow("\u03A3\u039F\u03A6\u0399\u0391", "\u03C3\u03BF\u03C6\u03B9\u03B1", DisplayName = "Sigma at the start of a word")]
    [DataRow("\u0391\u03A3\u0392", "\u03B1\u03C3\u03B2", DisplayName = "Sigma within a word")]
    [DataRow("\u0391'\u03A3'", "\u03B1'\u03C2'", DisplayName = "Apostrophes are looked past")]
    [DataRow("\u0391\u03A3'\u0392", "\u03B1\u03C3'\u03B2", DisplayName = "And behind the sigma too")]
    [DataRow("\u03A3", "\u03C3", DisplayName = "Sigma alone")]
    [DataRow("\u0391\U0001F600\u03A3", "\u03B1\U0001F600\u03C3", DisplayName = "A symbol ends the word before it")]
    [DataRow("\U0001D400\u03A3", "\U0001D400\u03C2", DisplayName = "A cased letter outside the first plane")]
    [DataRow("\U00010400", "\U00010428", DisplayName = "Letters outside the first plane")]
    [DataRow("\u1E9E\u01C5\u212A\u2126", "\u00DF\u01C6k\u03C9", DisplayName = "Letters whose lower case is in another block")]
    [DataRow("stra\u00DFe \u0131", "stra\u00DFe|\u0131", DisplayName = "Lower-case letters stay")]
    public void Letters_become_lower_case_as_in_Python(string text, string expected) =>
        Assert.AreEqual(expected, Split(text, new()));

    [TestMethod]
    public void Filters_apply_to_lower_cased_text()
    {
        // The Kelvin sign's lower case is the ASCII letter.
        Assert.AreEqual("a|b|c", Split("aKb\u212Ac", new() { FilterCharacters = "k" }));
        Assert.AreEqual("aKb", Split("aKb", new() { FilterCharacters = "k", Lowercase = false }));
        Assert.AreEqual("akb", Split("aKb", new() { FilterCharacters = "K" }));
        Assert.AreEqual("a|\u0307b", Split("a\u0130b", new() { FilterCharacters = "i" }));
        Assert.AreEqual("a|b|c", Split("a\U0001F600b\u2014c", new() { FilterCharacters = "\u2014\U0001F600" }));
    }

    [TestMethod]
    public void Characters_that_stand_alone_are_words_and_are_not_filtered()
    {
        var options = new TokenizeIntoWordsAsKeysOptions { StandaloneCharacters = "!?\u2014" };
        Assert.AreEqual("really|?|!|!|i|can't|\u2014|no", Split("Really?!! I can't\u2014no. <br />", options));
        options.StandaloneCharacters = TokenizeIntoWordsAsKeysOptions.Punctuation;
        Assert.AreEqual("7|/|10|<|b|>|br|.", Split("7/10<b><br />br.", options));
    }

    [TestMethod]
    public void A_separator_can_have_several_characters()
    {
        Assert.AreEqual("a b|c|d", Split("a bSEPc,SEPSEPd", new() { Separator = "SEP", Lowercase = false }));
        Assert.AreEqual("-b", Split("-,b", new() { Separator = "--", FilterCharacters = "," })); // from "---b"
    }

    [TestMethod]
    public void Characters_are_code_points()
    {
        var options = new TokenizeIntoWordsAsKeysOptions { CharactersAsTokens = true };
        Assert.AreEqual("a| |\U0001F600|!|\u6620", Split("A \U0001F600!\u6620", options));
        Assert.AreEqual("i|\u0307", Split("\u0130", options));
        Assert.AreEqual("a| |b", Split("a<br />b", options));
    }

    [TestMethod]
    public void Unpaired_surrogates_become_the_replacement_character()
    {
        Assert.AreEqual("a\uFFFDb", Split("a\uD83Db", new()));
        Assert.AreEqual("\uFFFD", Split("\uDE00", new()));
        Assert.AreEqual("\uFFFD\uFFFD", Split("\uDE00\uD83D", new() { Lowercase = false }));
    }

    [TestMethod]
    public void A_splitter_forgets_the_text_before()
    {
        var splitter = new WordSplitter(new());
        _ = splitter.Split(new string('x', 1000));
        var words = splitter.Split("a b").GetEnumerator();
        Assert.IsTrue(words.MoveNext());
        Assert.AreEqual("a", words.Current.ToString());
        Assert.IsTrue(words.MoveNext());
        Assert.AreEqual("b", words.Current.ToString());
        Assert.IsFalse(words.MoveNext());
    }

    private static string Split(string text, TokenizeIntoWordsAsKeysOptions options)
    {
        var words = new List<string>();
        foreach (var word in new WordSplitter(options).Split(text))
            words.Add(word.ToString());
        return string.Join('|', words);
    }
}
