using System.Text;

namespace MlNet.Sequences.Tests;

/// <summary>
/// What is wrong with a vocabulary's files is said when the estimator is made, with the file's name and a remedy.
/// </summary>
[TestClass]
public sealed class SubwordFileTests : IDisposable
{
    private readonly SubwordFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("", "must not be empty; 'PATH' is")]
    [DataRow("\uFEFF\n\n", "must not be empty; 'PATH' is")]
    [DataRow("[UNK]\nthe\n\nfilm\n", "line 3 of 'PATH' is empty")]
    [DataRow("[UNK]\nthe\nfilm\nthe\n", "'PATH' has 'the' in line 2 and in line 4. Change the later one")]
    [DataRow("{\"a\": 0}", "'PATH' looks like JSON. For a vocab.json, name its merges.txt too, in MergesPath.")]
    public void A_broken_WordPiece_vocabulary(string text, string message) => Refused(message, OfText("vocab.txt", text));

    [TestMethod]
    [DataRow("", "must not be empty; 'PATH' is")]
    [DataRow("{\"a\": 0,\n\"b\"", "'PATH' is not JSON in line 2")]
    [DataRow("[\"a\", \"b\"]", "'PATH' is JSON in another form")]
    [DataRow("{}", "'PATH' has no token")]
    [DataRow("{\"\": 0}", "'PATH' has an empty token")]
    [DataRow("{\"a\": 0, \"b\": 1.5}", "'PATH' has 1.5 as the id of 'b'. Ids are whole numbers from 0.")]
    [DataRow("{\"a\": 0, \"b\": -1}", "'PATH' has -1 as the id of 'b'")]
    [DataRow("{\"a\": 0, \"b\": 4294967296}", "'PATH' has 4294967296 as the id of 'b'")]
    [DataRow(
        "{\"version\": \"1.0\", \"model\": {}}",
        "'PATH' has \"1.0\" as the id of 'version'. Ids are whole numbers from 0. If this is a tokenizer.json")]
    [DataRow("{\"a\": 0, \"b\": 1, \"a\": 2}", "'PATH' has the token 'a' twice, with the ids 0 and 2")]
    [DataRow("{\"a\": 0, \"b\": 0}", "'PATH' has the id 0 for 'a' and for 'b'")]
    [DataRow("{\"a\": 0, \"\\ud83d\": 1}", "'PATH' has a token that is not text, before the id 1")]
    public void A_broken_vocabulary_of_byte_pairs(string text, string message)
    {
        var options = OfText("vocab.json", text);
        options.MergesPath = _folder.Write("merges.txt", SubwordFolder.Merges);
        Refused(message, options);
    }

    [TestMethod]
    [DataRow("", "must not be empty; 'PATH' is")]
    [DataRow("#version: 0.2\n\n", "'PATH' has none.")]
    [DataRow("#version: 0.2\na\n", "line 2 of 'PATH' is 'a'.")]
    [DataRow("a b\nab  c\n", "line 2 of 'PATH' is 'ab  c'.")]
    [DataRow("a b c\n", "line 1 of 'PATH' is 'a b c'.")]
    [DataRow("a b\na x\n", "line 2 of 'PATH' merges 'a' and 'x' to 'ax', and the vocabulary has no 'x'")]
    [DataRow("c a\n", "line 1 of 'PATH' merges 'c' and 'a' to 'ca', and the vocabulary has no 'ca'")]
    [DataRow("a b\nb c\na b\n", "line 3 of 'PATH' repeats line 1")]
    public void Broken_merges(string text, string message)
    {
        var options = _folder.OfPairs(merges: text);
        Refused(message, options, options.MergesPath);
    }

    [TestMethod]
    public void What_is_not_UTF_8_is_refused_with_its_line()
    {
        byte[] latin = Encoding.Latin1.GetBytes("[UNK]\nthe\ncaf\u00E9\nfilm\n");
        Refused(
            "must be UTF-8; 'PATH' is not, in line 3. Save it as UTF-8.",
            new() { VocabularyPath = _folder.Write("vocab.txt", latin) });
        Refused("must be UTF-8", new() { VocabularyPath = _folder.Write("vocab.txt", Encoding.Unicode.GetPreamble()) });
    }

    [TestMethod]
    public void A_missing_file_and_a_folder_are_named()
    {
        string missing = _folder.At("none.txt");
        string folder = Path.GetDirectoryName(missing)!;
        var options = _folder.OfPairs();
        foreach (var (wrong, option, path, what) in new[]
        {
            (new() { VocabularyPath = missing }, "VocabularyPath", missing, "does not exist. Correct the path"),
            (new() { VocabularyPath = folder }, "VocabularyPath", folder, "is a folder. Name the file in it."),
            (new() { VocabularyPath = Path.Combine(missing, "vocab.txt") }, "VocabularyPath", Path.Combine(
            missing, "vocab.txt"), "does not exist"),
            (new TokenizeIntoSubwordsAsKeysOptions
            {
                VocabularyPath = options.VocabularyPath, MergesPath = missing,
            }, "MergesPath", missing,
                "does not exist"),
        })
        {
            var error = Assert.ThrowsExactly<FileNotFoundException>(() => _folder.Estimator(wrong));
            StringAssert.Contains(error.Message, $"{option} must be a file; '{path}' {what}");
            Assert.AreEqual(path, error.FileName);
        }
    }

    private TokenizeIntoSubwordsAsKeysOptions OfText(string name, string text) =>
        new() { VocabularyPath = _folder.Write(name, text) };

    private void Refused(string message, TokenizeIntoSubwordsAsKeysOptions options, string? path = null) =>
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => _folder.Estimator(options)).Message,
            message.Replace("PATH", path ?? options.VocabularyPath, StringComparison.Ordinal));
}
