using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class TokenizeIntoSubwordsAsKeysOptionsTests : IDisposable
{
    private readonly SubwordFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Every_violation_is_listed_at_once()
    {
        string[] lines = Violations(
            new() { MergesPath = " ", EndOfWordSuffix = "</w>", ByteLevel = true, MaximumCharactersPerWord = 0 }, 4);
        StringAssert.Contains(
            lines[1], "VocabularyPath must be the path of a file; received \"\"; name a vocab.txt or a vocab.json");
        StringAssert.Contains(lines[2], "MergesPath must be null or the path of a file; received  ;");
        StringAssert.Contains(
            lines[3], "EndOfWordSuffix must be null or empty with WordPiece and with byte-level pairs; received </w>;");
        StringAssert.Contains(lines[4], "MaximumCharactersPerWord must be at least 1; received 0");

        lines = Violations(new() { VocabularyPath = "vocab.txt", ByteLevel = true, EndOfWordSuffix = "</w>" }, 2);
        StringAssert.Contains(
            lines[1], "ByteLevel must not be true with WordPiece; received True; set null, or name the merges in MergesPath");
    }

    [TestMethod]
    public void Every_token_that_the_vocabulary_lacks_is_listed_at_once()
    {
        var options = _folder.WordPiece("the", "film");
        (options.StartToken, options.EndToken) = ("[CLS]", "film");
        string[] lines = Violations(options, 2);
        StringAssert.Contains(
            lines[1], $"UnknownToken must be a token of the vocabulary '{options.VocabularyPath}'; received [UNK]; name its");
        StringAssert.Contains(lines[2], "StartToken must be a token of the vocabulary");

        options = _folder.OfPairs();
        (options.UnknownToken, options.EndToken) = ("[UNK]", "");
        lines = Violations(options, 2);
        StringAssert.Contains(lines[1], "received [UNK]; name one, or set null");
        StringAssert.Contains(lines[2], "EndToken must be a token of the vocabulary");
    }

    [TestMethod]
    public void Changes_after_the_estimator_was_made_reach_neither_it_nor_its_vocabulary()
    {
        var options = _folder.WordPiece();
        var estimator = _folder.Estimator(options);
        options.StartToken = "[CLS]";
        File.Delete(options.VocabularyPath);
        CollectionAssert.AreEqual(new uint[] { 5 }, _folder.Keys(estimator.Fit(Rows.OfText(new MLContext())), "the"));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow(" ")]
    public void An_empty_column_name_is_refused(string? name) =>
        Assert.Throws<ArgumentException>(() => new MLContext().Transforms.Text.TokenizeIntoSubwordsAsKeys(
            name!, null, _folder.WordPiece()));

    [TestMethod]
    public void The_overload_of_paths_takes_either_form()
    {
        var text = new MLContext().Transforms.Text;
        var view = Rows.OfText(new MLContext(), "The films");
        var pieces = text.TokenizeIntoSubwordsAsKeys("Text", null, _folder.WordPiece().VocabularyPath).Fit(view);
        CollectionAssert.AreEqual(new uint[] { 5, 6, 13 }, Rows.Keys(pieces.Transform(view), "Text")[0]);

        var options = _folder.OfPairs();
        view = Rows.OfText(new MLContext(), "abc");
        var pairs = text.TokenizeIntoSubwordsAsKeys("Text", null, options.VocabularyPath, options.MergesPath).Fit(view);
        CollectionAssert.AreEqual(new uint[] { 6 }, Rows.Keys(pairs.Transform(view), "Text")[0]);
    }

    private string[] Violations(TokenizeIntoSubwordsAsKeysOptions options, int count)
    {
        string message = Assert.ThrowsExactly<InvalidOptionsException>(() => _folder.Estimator(options)).Message;
        StringAssert.StartsWith(message, $"TokenizeIntoSubwordsAsKeysOptions has {count} invalid values:");
        string[] lines = message.Split('\n');
        Assert.HasCount(count + 1, lines);
        return lines;
    }
}
