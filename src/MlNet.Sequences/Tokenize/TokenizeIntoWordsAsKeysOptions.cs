using System.ComponentModel.DataAnnotations;
using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// How text becomes words and words become keys. The defaults are those of Keras's <c>Tokenizer</c>, with an out-of-vocabulary
/// token, without HTML line breaks, and with every line end as a separator; <see cref="KerasCompatible"/> gives Keras's behavior
/// to the letter.
/// </summary>
/// <remarks>
/// A row's text is taken through these steps: HTML line breaks become separators, letters become lower-case, characters of
/// <see cref="FilterCharacters"/> become separators, and what stands between separators is a word. Key 0 is a missing key and
/// never a word; key 1 is the out-of-vocabulary token where there is one; then words follow by falling frequency, equally
/// frequent ones in the order in which they first occurred.
/// </remarks>
public sealed class TokenizeIntoWordsAsKeysOptions
{
    /// <summary>
    /// ASCII punctuation except the apostrophe, tab, and everything that ends a line in Unicode: line feed, vertical tab, form
    /// feed, carriage return, U+0085, U+2028 and U+2029. A text has the same words whatever its line ends are.
    /// </summary>
    /// <remarks>Line ends: the Unicode Standard, section 5.8, "Newline Guidelines".</remarks>
    public const string DefaultFilterCharacters = KerasFilterCharacters + "\v\f\r\u0085\u2028\u2029";

    /// <summary>
    /// What <c>keras.preprocessing.text.Tokenizer</c> filters by default: of the line ends, only the line feed.
    /// </summary>
    internal const string KerasFilterCharacters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";

    /// <summary>What stands for words that are not in the vocabulary, by default.</summary>
    public const string DefaultOutOfVocabularyToken = "<OOV>";

    /// <summary>
    /// The most keys that the column may have, the out-of-vocabulary token among them: with 10,000 the raw key values are 1 to
    /// 10,000, and a network embeds 10,001 rows with padding. Null, the default, keeps every word. At least 1, and at least 2
    /// where there is an out-of-vocabulary token. The column has fewer keys where the text has fewer words.
    /// </summary>
    /// <remarks>
    /// Keras counts otherwise: its <c>num_words</c> of 10,000 keeps the values 1 to 9,999. With <see cref="KerasIndexing"/> this
    /// property is <c>num_words</c>, and may be 1.
    /// </remarks>
    public int? MaximumVocabularySize { get; set; }

    /// <summary>
    /// Whether letters become lower-case. Default true. By Unicode's full mapping, as in Python, not by a culture: 'İ' becomes
    /// 'i' and a combining dot, 'Σ' becomes 'ς' at the end of a word.
    /// </summary>
    public bool Lowercase { get; set; } = true;

    /// <summary>
    /// The characters that separate words and are dropped, compared after lower-casing. Default <see
    /// cref="DefaultFilterCharacters"/>; empty filters nothing. Not applied where <see cref="CharactersAsTokens"/> is set.
    /// </summary>
    public string FilterCharacters { get; set; } = DefaultFilterCharacters;

    /// <summary>
    /// What separates words: one character or more. Default a space. Other white space separates only where it is filtered.
    /// </summary>
    public string Separator { get; set; } = " ";

    /// <summary>
    /// Whether HTML's line breaks (<c>&lt;br&gt;</c>, <c>&lt;br/&gt;</c>, <c>&lt;br /&gt;</c>, in any case) become separators,
    /// instead of leaving the word "br". Default true.
    /// </summary>
    public bool RemoveHtmlLineBreaks { get; set; } = true;

    /// <summary>How often a word must occur in the training data to enter the vocabulary; 1 or more. Default 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumFrequency { get; set; } = 1;

    /// <summary>
    /// What stands for words that are not in the vocabulary, at key 1. Default "&lt;OOV&gt;". Null drops such words from the
    /// sequence.
    /// </summary>
    public string? OutOfVocabularyToken { get; set; } = DefaultOutOfVocabularyToken;

    /// <summary>
    /// Whether each character (a Unicode code point) is a token, white space and punctuation too, instead of each word. Default
    /// false.
    /// </summary>
    public bool CharactersAsTokens { get; set; }

    /// <summary>
    /// Whether keys are numbered exactly as Keras numbers them. Default false. It makes three differences:
    /// <see cref="MaximumVocabularySize"/> is Keras's <c>num_words</c>, above the greatest key by one; an out-of-vocabulary token
    /// that occurs in the text as a word has that word's key, whatever the maximum, and leaves key 1 unused; and text without any
    /// word is no error: the column then has one key, the empty text, which no row uses.
    /// </summary>
    public bool KerasIndexing { get; set; }

    /// <summary>
    /// Options under which each row's raw key values equal what <c>Tokenizer.texts_to_sequences</c> of
    /// <see href="https://github.com/keras-team/keras/blob/master/keras/src/legacy/preprocessing/text.py">Keras</see> gives.
    /// Filters, lower-casing, separator and characters can be set on the result; their Keras names are <c>filters</c>,
    /// <c>lower</c>, <c>split</c> and <c>char_level</c>. As in Keras, a carriage return is then part of a word.
    /// </summary>
    /// <param name="numWords">Keras's <c>num_words</c>: keys are below it. Null, the default, keeps every word.</param>
    /// <param name="outOfVocabularyToken">Keras's <c>oov_token</c>. Null, the default as in Keras, drops unknown words.</param>
    public static TokenizeIntoWordsAsKeysOptions KerasCompatible(int? numWords = null, string? outOfVocabularyToken = null) =>
        new()
        {
            MaximumVocabularySize = numWords,
            OutOfVocabularyToken = outOfVocabularyToken,
            FilterCharacters = KerasFilterCharacters,
            RemoveHtmlLineBreaks = false,
            KerasIndexing = true,
        };

    /// <summary>A copy that later changes by the caller don't reach.</summary>
    internal TokenizeIntoWordsAsKeysOptions Copy() => (TokenizeIntoWordsAsKeysOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">One or more values are out of their range; the message lists every one.</exception>
    internal void Validate()
    {
        var violations = new OptionViolations();
        int least = OutOfVocabularyToken is null || KerasIndexing ? 1 : 2;
        if (MaximumVocabularySize is { } maximum && maximum < least)
            violations.Add(
                nameof(MaximumVocabularySize), $"must be null or at least {least}", maximum,
                $"{(least == 1 ? "set null to keep every word" : "leave room for a word beside the out-of-vocabulary token")}");
        if (!IsWellFormed(FilterCharacters))
            violations.Add(
                nameof(FilterCharacters), $"must be well-formed text", FilterCharacters, $"set \"\" to filter nothing");
        if (!IsWellFormed(Separator) || Separator.Length == 0)
            violations.Add(
                nameof(Separator), $"must be well-formed text of at least one character", Separator,
                $"set \" \" to split at spaces");
        OptionRules.AddViolations(this, violations);
        if (OutOfVocabularyToken is not null && (!IsWellFormed(OutOfVocabularyToken) || OutOfVocabularyToken.Length == 0))
            violations.Add(
                nameof(OutOfVocabularyToken), $"must be null or well-formed text of at least one character",
                OutOfVocabularyToken, $"set null to drop words that are not in the vocabulary");
        violations.ThrowIfAny(nameof(TokenizeIntoWordsAsKeysOptions));
    }

    /// <summary>Whether text survives UTF-8, which the model file is written in: unpaired surrogates don't.</summary>
    private static bool IsWellFormed(string? text)
    {
        if (text is null)
            return false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !text.Contains('\uFFFD'))
                return false;
        }

        return true;
    }
}
