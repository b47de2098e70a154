using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>
/// How text becomes subwords of a given vocabulary, and subwords become keys. A vocabulary is either WordPiece's, one file
/// (BERT's <c>vocab.txt</c>, a token per line), or byte pairs (BPE), two files: <c>vocab.json</c> and <c>merges.txt</c>, as in
/// GPT-2, RoBERTa and similar models. The files are UTF-8.
/// </summary>
/// <remarks>
/// <para>
/// Key 0 is a missing key and never a token. The tokens follow in the order of their ids, so that a raw key value is the token's
/// id plus 1. If ids of a <c>vocab.json</c> are missing, the tokens after the gap move up.
/// </para>
/// <para>
/// WordPiece: a text's words (as in BERT: separated by spaces, with each punctuation mark and each Chinese character as its own
/// word) become the longest matching tokens from left to right, prefixed with ## inside a word. A word that can't be composed of
/// tokens, or is longer than <see cref="MaximumCharactersPerWord"/>, becomes the unknown token. Without <see
/// cref="RemoveHtmlLineBreaks"/> the tokens are those of BERT's own tokenizer, except that CJK compatibility ideographs and
/// accents of historic scripts are kept.
/// </para>
/// <para>
/// Byte pairs: a text's words start as characters, or as bytes, and neighbors are merged in order of priority until no merge
/// applies. For bytes, words are GPT-2's, each with its preceding space; otherwise they are runs of letters and digits, and of
/// other characters, between spaces. A word longer than <see cref="MaximumCharactersPerWord"/> is split into words of that
/// length.
/// </para>
/// <para>
/// A special token such as "[SEP]" in a text is read as text; only <see cref="StartToken"/> and <see cref="EndToken"/> add such
/// tokens. <c>PadSequence</c> limits the length of sequences.
/// </para>
/// </remarks>
public sealed class TokenizeIntoSubwordsAsKeysOptions
{
    /// <summary>WordPiece's default token for words that can't be composed of tokens.</summary>
    public const string DefaultUnknownToken = "[UNK]";

    private const string EndOfWord = "</w>";

    // Google's tokenization.py of BERT has 200; other implementations often have 100.
    private const int MaximumOfWordPiece = 200, MaximumOfBytePairs = 1_000;

    // In models of format 1, in UTF-16 units.
    private const int UnitsOfWordPiece = 100;

    /// <summary>A space in GPT-2's bytes-as-characters.</summary>
    private const char ByteLevelSpace = '\u0120';

    /// <summary>
    /// The vocabulary file: a token per line (WordPiece), or, if <see cref="MergesPath"/> is set, a JSON object of tokens and
    /// their ids; or a <c>tokenizer.json</c>, whose vocabulary must be WordPiece or byte pairs. Required. Read once, when the
    /// estimator is created; the model file contains it.
    /// </summary>
    public string VocabularyPath { get; set; } = "";

    /// <summary>
    /// The file with the merges of byte pairs, the two tokens of a merge per line; the same <c>tokenizer.json</c> as <see
    /// cref="VocabularyPath"/> if that has byte pairs. Null, the default, means WordPiece.
    /// </summary>
    public string? MergesPath { get; set; }

    /// <summary>
    /// Whether letters become lower-case; with WordPiece they lose their accents too, as BERT's uncased models expect. Null, the
    /// default: yes with WordPiece, no with byte pairs. Set false for a cased WordPiece vocabulary.
    /// </summary>
    public bool? Lowercase { get; set; }

    /// <summary>
    /// Whether HTML's line breaks (<c>&lt;br&gt;</c>, <c>&lt;br/&gt;</c>, <c>&lt;br /&gt;</c>, in any case) become spaces.
    /// Default true. Set false to get exactly the tokens of other libraries.
    /// </summary>
    public bool RemoveHtmlLineBreaks { get; set; } = true;

    /// <summary>
    /// The vocabulary's token for what can't be composed of its tokens: a word with WordPiece, a character with byte pairs. Null,
    /// the default, means "[UNK]" with WordPiece, which requires one, and none with byte pairs, which then drop such characters.
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
    /// Whether the byte pairs consist of UTF-8 bytes, as in GPT-2 and RoBERTa, rather than characters: then spaces are part of
    /// the tokens, as the character U+0120. Null, the default: yes if a token starts with that character. Must not be true with
    /// WordPiece.
    /// </summary>
    public bool? ByteLevel { get; set; }

    /// <summary>
    /// The suffix of tokens at the end of a word. Null, the default: "&lt;/w&gt;" if the byte pairs are not byte-level and a
    /// token ends with it, else none; empty for none. Must not be set with WordPiece or with byte-level pairs.
    /// </summary>
    public string? EndOfWordSuffix { get; set; }

    /// <summary>
    /// The most characters of a word, in Unicode code points: a longer one becomes the unknown token with WordPiece, and is split
    /// with byte pairs, where this limits the time that a text without spaces takes. 1 or more. Null, the default: 200 with
    /// WordPiece, as in Google's BERT (Hugging Face's tokenizers have 100), and 1,000 with byte pairs.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? MaximumCharactersPerWord { get; set; }

    /// <summary>
    /// The most tokens of a text, <see cref="StartToken"/> and <see cref="EndToken"/> included, which are never left out; 3 or
    /// more. Null, the default, for no limit.
    /// </summary>
    [Range(3, int.MaxValue)]
    public int? MaximumLength { get; set; }

    /// <summary>
    /// Which tokens a text longer than <see cref="MaximumLength"/> loses. Default <see cref="SequenceTruncation.Post"/>.
    /// </summary>
    public SequenceTruncation Truncation { get; set; } = SequenceTruncation.Post;

    /// <summary>
    /// A Text column with a second text for each row: the sequence is then the first text, <see cref="EndToken"/> (<see
    /// cref="EndTokensBetweenTexts"/> times), the second text, and another <see cref="EndToken"/>. A pair longer than <see
    /// cref="MaximumLength"/> loses tokens of the longer text first. An encoder of BERT's family learns from both. Null, the
    /// default: one text.
    /// </summary>
    public string? SecondInputColumnName { get; set; }

    /// <summary>
    /// How often <see cref="EndToken"/> stands between the two texts of a pair: once in BERT, twice in RoBERTa. From 0 to 2.
    /// Default: 1.
    /// </summary>
    [Range(0, 2)]
    public int EndTokensBetweenTexts { get; set; } = 1;

    /// <summary>
    /// The options for the tokenizer of a pretrained model: a folder as Hugging Face's <c>save_pretrained</c> writes it, with
    /// <c>vocab.txt</c>, or <c>vocab.json</c> and <c>merges.txt</c>, or <c>tokenizer.json</c>. Case, special tokens and the
    /// greatest length follow <c>tokenizer_config.json</c>, if there is one. Texts then get the ids that Hugging Face's tokenizer
    /// gives them, plus 1.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">The folder has no vocabulary that can be read.</exception>
    /// <exception cref="InvalidDataException">A file is invalid, or asks for what this tokenizer does not do.</exception>
    public static TokenizeIntoSubwordsAsKeysOptions FromPretrained(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return PretrainedTokenizer.Read(folder);
    }

    /// <summary>Whether word lengths are counted in UTF-16 units, as in models of format 1.</summary>
    internal bool CountsUnits { get; init; }

    /// <summary>The limit on a word's length, of resolved options.</summary>
    internal WordLimit WordLimit => new(MaximumCharactersPerWord!.Value, CountsUnits);

    /// <summary>A copy that the caller's later changes don't affect.</summary>
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
                $"set null to detect the vocabulary's suffix");
        if (SecondInputColumnName is not null)
            violations.Name(nameof(SecondInputColumnName), SecondInputColumnName);
        if (MaximumLength < 3 + EndTokensBetweenTexts && SecondInputColumnName is not null)
            violations.Add(
                nameof(MaximumLength), $"must leave room for a token of a pair beside the special ones", MaximumLength,
                $"set {3 + EndTokensBetweenTexts} or more");
        OptionRules.AddViolations(this, violations);
        violations.ThrowIfAny(nameof(TokenizeIntoSubwordsAsKeysOptions));
    }

    /// <summary>The options for a vocabulary: the vocabulary determines what is null.</summary>
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
        string unknownRemedy = isWordPiece ? "name its token for unknown words" : "name one, or set null";
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
