using System.Collections.ObjectModel;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace MlNet.Sequences;

/// <summary>
/// The subwords of a column, their keys, and the tokenizer that finds them. Immutable; shared by all threads, as its tokenizer may be:
/// WordPiece's changes nothing, and that of byte pairs keeps its cache of words under a lock.
/// </summary>
internal sealed class SubwordVocabulary
{
    private readonly Tokenizer _tokenizer;

    private SubwordVocabulary(
        SubwordFiles files, TokenizeIntoSubwordsAsKeysOptions options, string[] tokens, Tokenizer tokenizer)
    {
        Files = files;
        Options = options;
        Tokens = Array.AsReadOnly(tokens);
        StartKey = KeyOf(options.StartToken);
        EndKey = KeyOf(options.EndToken);
        _tokenizer = tokenizer;

        uint KeyOf(string? token) => token is null ? 0 : (uint)Array.IndexOf(tokens, token) + 1;
    }

    internal SubwordFiles Files { get; }

    /// <summary>The options, with what the vocabulary decided in place of what was null.</summary>
    internal TokenizeIntoSubwordsAsKeysOptions Options { get; }

    /// <summary>The token of each key: at index i that of key i + 1.</summary>
    internal ReadOnlyCollection<string> Tokens { get; }

    /// <summary>The key that a sequence begins with, or 0.</summary>
    internal uint StartKey { get; }

    /// <summary>The key that a sequence ends with, or 0.</summary>
    internal uint EndKey { get; }

    /// <summary>The subwords of a normalised text; each number is a key less 1.</summary>
    internal IReadOnlyList<int> Find(ReadOnlySpan<char> normalized) =>
        _tokenizer.EncodeToIds(normalized, considerPreTokenization: true, considerNormalization: false);

    /// <summary>Makes a vocabulary from its files, and checks them and the options against each other.</summary>
    /// <exception cref="ArgumentException">A rule of the options is broken, or they name a token that the vocabulary lacks.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be; the message names the line or the token.</exception>
    internal static SubwordVocabulary Create(SubwordFiles files, TokenizeIntoSubwordsAsKeysOptions options)
    {
        if (files.Merges is null)
        {
            string[] pieces = WordPieceVocabulary.Parse(files.Vocabulary);
            var resolved = options.Resolve(pieces);
            return new(files, resolved, pieces, MakeWordPiece(pieces, resolved));
        }
        else
        {
            string[] tokens = BytePairVocabulary.Parse(files.Vocabulary);
            string[] merges = BytePairVocabulary.ParseMerges(files.Merges, tokens);
            var resolved = options.Resolve(tokens);
            return new(files, resolved, tokens, MakeBytePairs(tokens, merges, resolved));
        }
    }

    private static WordPieceTokenizer MakeWordPiece(string[] tokens, TokenizeIntoSubwordsAsKeysOptions options) =>
        WordPieceTokenizer.Create(
            new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', tokens))),
            new WordPieceOptions { UnknownToken = options.UnknownToken! });

    private static BpeTokenizer MakeBytePairs(string[] tokens, string[] merges, TokenizeIntoSubwordsAsKeysOptions options) =>
        BpeTokenizer.Create(new BpeOptions(tokens.Select((token, i) => KeyValuePair.Create(token, i)))
        {
            Merges = merges,
            UnknownToken = options.UnknownToken,
            ByteLevel = options.ByteLevel == true,
            EndOfWordSuffix = options.EndOfWordSuffix is { Length: > 0 } suffix ? suffix : null,
            PreTokenizer = new BoundedWords(options.ByteLevel == true ? RobertaPreTokenizer.Instance : PreTokenizer.CreateWordOrNonWord()),
        });
}
