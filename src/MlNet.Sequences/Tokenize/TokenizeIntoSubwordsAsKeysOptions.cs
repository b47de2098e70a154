using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>
/// How text becomes subwords of a given vocabulary, and subwords become keys. A vocabulary is either WordPiece's, a file (BERT's
/// <c>vocab.txt</c>, a token a line), or one of byte pairs (BPE), two files: <c>vocab.json</c> and <c>merges.txt</c>, as GPT-2,
/// RoBERTa and their kin have them. The files are UTF-8.
/// </summary>
/// <remarks>
/// <para>
/// Key 0 is a missing key and never a token. Then come the tokens in the order of their ids, so that a raw key value is the
/// token's id plus 1. Where ids of a <c>vocab.json</c> are missing, the tokens behind the gap move up; where none is, the rule
/// holds.
/// </para>
/// <para>
/// WordPiece: a text's words (BERT's: between spaces, each punctuation mark and each Chinese character a word of its own) become
/// the longest tokens that fit from left to right, those inside a word with ## before them. A word that can't be made so, and one
/// of more than <see cref="MaximumCharactersPerWord"/>, becomes the unknown token. Without <see cref="RemoveHtmlLineBreaks"/>
/// these are the tokens of BERT's own tokenizer, but that CJK compatibility ideographs and accents of historic scripts stay.
/// </para>
/// <para>
/// Byte pairs: a text's words start as characters, or as bytes, and neighbours are merged, the most urgent merge first, until
/// there is no more to merge. Words are GPT-2's for bytes, each with the space before it; else runs of letters and digits, and of
/// other characters, between spaces. A word of more than <see cref="MaximumCharactersPerWord"/> is cut into words of that length.
/// </para>
/// <para>
/// A special token such as "[SEP]" that stands in a text is read as text; <see cref="StartToken"/> and <see cref="EndToken"/>
/// alone add such tokens. How long a sequence may be is the business of <c>PadSequence</c>.
/// </para>
/// </remarks>
public sealed class TokenizeIntoSubwordsAsKeysOptions
{
    /// <summary>What stands for words that can't be made of tokens, by default, with WordPiece.</summary>
    public const string DefaultUnknownToken = "[UNK]";

    private const string EndOfWord = "</w>";

    // Google's tokenization.py of BERT has 200, and its copies elsewhere often 100.
    private const int MaximumOfWordPiece = 200, MaximumOfBytePairs = 1_000;

    // Of models of format 1, in UTF-16 units.
    private const int UnitsOfWordPiece = 100;

    /// <summary>What GPT-2's bytes-as-characters have for a space.</summary>
    private const char ByteLevelSpace = '\u0120';

    /// <summary>
    /// The vocabulary file: a token a line (WordPiece), or, where <see cref="MergesPath"/> is set, a JSON object of tokens and
    /// their ids. Required. Read once, when the estimator is made; the model file holds its contents.
    /// </summary>
    public string VocabularyPath { get; set; } = "";

    /// <summary>
    /// The file with the merges of byte pairs, the two tokens of a merge a line. Null, the default, is for WordPiece.
    /// </summary>
    public string? MergesPath { get; set; }

    /// <summary>
    /// Whether letters become lower-case; with WordPiece they lose their accents too, as BERT's uncased models expect. Null, the
    /// default: yes with WordPiece, no with byte pairs. Set false for a cased WordPiece vocabulary.
    /// </summary>
    public bool? Lowercase { get; set; }

    /// <summary>
    /// Whether HTML's line breaks (<c>&lt;br&gt;</c>, <c>&lt;br/&gt;</c>, <c>&lt;br /&gt;</c>, in any case) become spaces.
    /// Default true. Set false for exactly the tokens that other libraries give.
    /// </summary>
    public bool RemoveHtmlLineBreaks { get; set; } = true;

    /// <summary>
    /// The token of the vocabulary that stands for what can't be made of its tokens: for a word with WordPiece, for a character
    /// with byte pairs. Null, the default: "[UNK]" with WordPiece, which must have one; none with byte pairs, which then leave
    /// such characters out.
    /// </summary>
    public string? UnknownToken { get; set; }

    /// <summary>
    /// The token of the vocabulary that every sequence begins with, "[CLS]" for BERT, "&lt;s&gt;" for RoBERTa. Null, the default,
    /// adds none. A text without any token stays empty.
    /// </summary>
    public string? StartToken { get; set; }

    /// <summary>
    /// The token of the vocabulary that every sequence ends with, "[SEP]" for BERT, "&lt;/s&gt;" for RoBERTa. Null, the default,
    /// adds none.
    /// </summary>
    public string? EndToken { get; set; }

    /// <summary>
    /// Whether the byte pairs are of UTF-8 bytes, as in GPT-2 and RoBERTa, and not of characters: then spaces are part of the
    /// tokens, as the character U+0120. Null, the default: yes where a token starts with that character. Must not be true with
    /// WordPiece.
    /// </summary>
    public bool? ByteLevel { get; set; }

    /// <summary>
    /// What tokens at the end of a word end with. Null, the default: "&lt;/w&gt;" where the byte pairs are not of bytes and a
    /// token ends so, else none; empty for none. Must not be set with WordPiece or with byte-level pairs.
    /// </summary>
    public string? EndOfWordSuffix { get; set; }

    /// <summary>
    /// The most characters of a word, Unicode code points: a longer one becomes the unknown token with WordPiece, and is cut with
    /// byte pairs, where this limits the time that a text without spaces takes. 1 or more. Null, the default: 200 with WordPiece,
    /// as in Google's BERT (Hugging Face's tokenizers have 100), and 1,000 with byte pairs.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? MaximumCharactersPerWord { get; set; }

    /// <summary>Whether words are as long as in models of format 1, which counted UTF-16 units.</summary>
    internal bool CountsUnits { get; init; }

    /// <summary>How long a word may be, of resolved options.</summary>
    internal WordLimit WordLimit => new(MaximumCharactersPerWord!.Value, CountsUnits);

    /// <summary>A copy that later changes by the caller don't reach.</summary>
    internal TokenizeIntoSubwordsAsKeysOptions Copy() => (TokenizeIntoSubwordsAsKeysOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">One or more values are out of their range; the message lists every one.</exception>
    internal void Validate()
    {
        var violations = new OptionViolations();
        if (string.IsNullOrWhiteSpace(VocabularyPath))
            violations.Add(
                nameof(VocabularyPath), $"must be the path of a file", VocabularyPath, $"name a vocab.txt or a vocab.json");
        if (MergesPath is not null && string.IsNullOrWhiteSpace(MergesPath))
            violations.Add(
                nameof(MergesPath), $"must be null or the path of a file", MergesPath,
                $"name a merges.txt, or set null for WordPiece");
        if (MergesPath is null && ByteLevel == true)
            violations.Add(
                nameof(ByteLevel), $"must not be true with WordPiece", ByteLevel,
                $"set null, or name the merges in {nameof(MergesPath):option}");
        if (EndOfWordSuffix is { Length: > 0 } && (MergesPath is null || ByteLevel == true))
            violations.Add(
                nameof(EndOfWordSuffix), $"must be null or empty with WordPiece and with byte-level pairs", EndOfWordSuffix,
                $"set null, which finds out what the vocabulary has");
        OptionRules.AddViolations(this, violations);
        violations.ThrowIfAny(nameof(TokenizeIntoSubwordsAsKeysOptions));
    }

    /// <summary>The options for a vocabulary: what is null is decided by it.</summary>
    /// <exception cref="ArgumentException">
    /// One or more values are out of their range, or are tokens that the vocabulary lacks; the message lists every one.
    /// </exception>
    internal TokenizeIntoSubwordsAsKeysOptions Resolve(IReadOnlyCollection<string> tokens)
    {
        var resolved = Copy();
        bool isWordPiece = MergesPath is null;
        resolved.Lowercase ??= isWordPiece;
        resolved.UnknownToken ??= isWordPiece ? DefaultUnknownToken : null;
        resolved.ByteLevel ??= !isWordPiece && string.IsNullOrEmpty(EndOfWordSuffix)
            && tokens.Any(token => token.StartsWith(ByteLevelSpace));
        resolved.EndOfWordSuffix ??= !isWordPiece && resolved.ByteLevel == false
            && tokens.Any(token => token.EndsWith(EndOfWord, StringComparison.Ordinal)) ? EndOfWord : "";
        resolved.MaximumCharactersPerWord ??= !isWordPiece ? MaximumOfBytePairs
            : CountsUnits ? UnitsOfWordPiece
            : MaximumOfWordPiece;
        resolved.Validate();

        var violations = new OptionViolations();
        string unknownRemedy = isWordPiece ? "name the token that stands for unknown words there" : "name one, or set null";
        foreach (var (option, token, remedy) in new[]
        {
            (nameof(UnknownToken), resolved.UnknownToken, unknownRemedy),
            (nameof(StartToken), StartToken, "name one, or set null"),
            (nameof(EndToken), EndToken, "name one, or set null"),
        })
        {
            if (token is not null && !tokens.Contains(token))
                violations.Add(option, $"must be a token of the vocabulary '{VocabularyPath}'", token, $"{remedy}");
        }

        violations.ThrowIfAny(nameof(TokenizeIntoSubwordsAsKeysOptions));
        return resolved;
    }
}
