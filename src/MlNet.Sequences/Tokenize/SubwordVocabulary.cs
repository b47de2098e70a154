using System.Collections.ObjectModel;
using Microsoft.ML.Tokenizers;

namespace MlNet.Sequences;

/// <summary>
/// The subwords of a column, their keys, and the tokenizer that finds them. Immutable; shared by all threads, as its tokenizer
/// may be: WordPiece's is immutable, and the byte-pair one guards its word cache with a lock.
/// </summary>
internal sealed class SubwordVocabulary
{
    private readonly Action<ReadOnlySpan<char>, List<int>> _find;

    private SubwordVocabulary(
        SubwordFiles files, TokenizeIntoSubwordsAsKeysOptions options, string[] tokens,
        Action<ReadOnlySpan<char>, List<int>> find)
    {
        Files = files;
        Options = options;
        Tokens = Array.AsReadOnly(tokens);
        StartKey = KeyOf(options.StartToken);
        EndKey = KeyOf(options.EndToken);
        EndsBetween = EndKey == 0 ? 0 : options.EndTokensBetweenTexts;
        MostSubwords = options.MaximumLength - Math.Sign(StartKey) - Math.Sign(EndKey);
        MostSubwordsOfPair = MostSubwords - EndsBetween;
        _find = find;

        uint KeyOf(string? token) => token is null ? 0 : (uint)Array.IndexOf(tokens, token) + 1;
    }

    internal SubwordFiles Files { get; }

    /// <summary>The options, with nulls replaced by what the vocabulary determines.</summary>
    internal TokenizeIntoSubwordsAsKeysOptions Options { get; }

    /// <summary>The token of each key: at index i that of key i + 1.</summary>
    internal ReadOnlyCollection<string> Tokens { get; }

    /// <summary>The key that a sequence begins with, or 0.</summary>
    internal uint StartKey { get; }

    /// <summary>The key that a sequence ends with, or 0.</summary>
    internal uint EndKey { get; }

    /// <summary>The most subwords of a text, without start and end; null for any number.</summary>
    internal int? MostSubwords { get; }

    /// <summary>The end tokens between the two texts of a pair.</summary>
    internal int EndsBetween { get; }

    /// <summary>The most subwords of a pair of texts, without start and ends; null for any number.</summary>
    internal int? MostSubwordsOfPair { get; }

    /// <summary>Adds the subwords of a normalized text; each number is a key minus 1.</summary>
    internal void Find(ReadOnlySpan<char> normalized, List<int> subwords) => _find(normalized, subwords);

    /// <summary>Creates a vocabulary from its files, and checks them and the options against each other.</summary>
    /// <exception cref="ArgumentException">
    /// A rule of the options is broken, or they name a token that the vocabulary lacks.
    /// </exception>
    /// <exception cref="InvalidDataException">A file is invalid; the message names the line or the token.</exception>
    internal static SubwordVocabulary Create(SubwordFiles files, TokenizeIntoSubwordsAsKeysOptions options)
    {
        if (files.Merges is null)
        {
            string[] pieces = WordPieceVocabulary.Parse(files.Vocabulary);
            var resolved = options.Resolve(pieces);
            var words = new WordPieces(pieces, Array.IndexOf(pieces, resolved.UnknownToken), resolved.WordLimit);
            return new(files, resolved, pieces, words.Find);
        }
        else
        {
            string[] tokens = BytePairVocabulary.Parse(files.Vocabulary);
            string[] merges = BytePairVocabulary.ParseMerges(files.Merges, tokens);
            var resolved = options.Resolve(tokens);
            var pairs = MakeBytePairs(tokens, merges, resolved);
            return new(files, resolved, tokens, (text, subwords) => subwords.AddRange(
                pairs.EncodeToIds(text, considerPreTokenization: true, considerNormalization: false)));
        }
    }

    private static BpeTokenizer MakeBytePairs(string[] tokens, string[] merges, TokenizeIntoSubwordsAsKeysOptions options) =>
        BpeTokenizer.Create(new BpeOptions(tokens.Select((token, i) => KeyValuePair.Create(token, i)))
        {
            Merges = merges,
            UnknownToken = options.UnknownToken,
            ByteLevel = options.ByteLevel == true,
            EndOfWordSuffix = options.EndOfWordSuffix is { Length: > 0 } suffix ? suffix : null,
            PreTokenizer = new BoundedWords(
                options.ByteLevel == true ? RobertaPreTokenizer.Instance : PreTokenizer.CreateWordOrNonWord(), options.WordLimit),
        });
}
