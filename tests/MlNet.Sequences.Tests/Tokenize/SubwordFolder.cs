using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Small vocabularies of our own in a folder of a test's own, and what texts become by them.</summary>
internal sealed class SubwordFolder : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly MLContext _mlContext = new(seed: 1);

    /// <summary>A WordPiece vocabulary: the ids are the places.</summary>
    internal static string[] Pieces { get; } =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "film", "un", "##like", "##ly", "##likely", "like", "##able", "##s", "s",
        "cafe",
        ".", "$", "<", ">", "/", "br", "\u4E2D", "\u6587", "##\u6587", "I", "[", "]",
    ];

    /// <summary>Byte pairs of characters; "b c" is merged before "a b".</summary>
    internal const string Pairs = """{"a": 0, "b": 1, "c": 2, "bc": 3, "ab": 4, "abc": 5, "ab c": 6, "?": 7}""";

    internal const string Merges = "#version: 0.2\nb c\na b\na bc\n";

    /// <summary>Byte pairs of bytes: a, b, space, e with acute, line feed.</summary>
    internal const string BytePairs =
        """{"a": 0, "b": 1, "\u0120": 2, "\u0120a": 3, "ab": 4, "\u00C3": 5, "\u00A9": 6, "\u010A": 7, "\u0120ab": 8}""";

    internal const string ByteMerges = "\u0120 a\na b\n\u0120a b\n";

    internal string At(string name) => _folder.At(name);

    internal string Write(string name, string text) => _folder.Write(name, text);

    internal string Write(string name, byte[] bytes) => _folder.Write(name, bytes);

    /// <summary>Options for a WordPiece vocabulary, by default our own.</summary>
    internal TokenizeIntoSubwordsAsKeysOptions WordPiece(params string[] pieces) =>
        new() { VocabularyPath = Write("vocab.txt", string.Join('\n', pieces.Length == 0 ? Pieces : pieces) + "\n") };

    /// <summary>Options for a vocabulary of byte pairs, by default our own of characters.</summary>
    internal TokenizeIntoSubwordsAsKeysOptions OfPairs(string vocabulary = Pairs, string merges = Merges) =>
        new() { VocabularyPath = Write("vocab.json", vocabulary), MergesPath = Write("merges.txt", merges) };

    internal TokenizingBySubwordsEstimator Estimator(TokenizeIntoSubwordsAsKeysOptions options) =>
        _mlContext.Transforms.Text.TokenizeIntoSubwordsAsKeys("Tokens", "Text", options);

    internal TokenizingBySubwordsTransformer Fit(TokenizeIntoSubwordsAsKeysOptions options) =>
        Estimator(options).Fit(Rows.OfText(_mlContext));

    internal uint[] Keys(TokenizeIntoSubwordsAsKeysOptions options, string? text) => Keys(Fit(options), text);

    internal uint[] Keys(ITransformer transformer, string? text) =>
        Rows.Keys(transformer.Transform(Rows.OfText(_mlContext, text)), "Tokens")[0];

    /// <summary>The tokens of a text, a space between.</summary>
    internal string Tokens(TokenizeIntoSubwordsAsKeysOptions options, string? text)
    {
        var transformer = Fit(options);
        return string.Join(' ', Keys(transformer, text).Select(key => transformer.Vocabulary[(int)key - 1]));
    }

    public void Dispose() => _folder.Dispose();
}
