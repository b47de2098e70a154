using System.ComponentModel.DataAnnotations;
using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// How text becomes words and words become keys. The defaults are those of Keras's <c>Tokenizer</c>, with an out-of-vocabulary
/// token, without HTML line breaks, and with every line end as a separator; <see cref="KerasCompatible"/> returns options with
/// exactly Keras's behavior.
/// </summary>
/// <remarks>
/// A row's text goes through these steps: HTML line breaks become separators, letters become lower-case, characters of <see
/// cref="FilterCharacters"/> become separators, and the text between separators is a word. Key 0 is a missing key and never a
/// word; key 1 is the out-of-vocabulary token if there is one; then words follow by descending frequency, equally frequent ones
/// in the order of their first occurrence.
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

    /// <summary>
    /// ASCII punctuation except the apostrophe: for <see cref="StandaloneCharacters"/>, so that n-grams and networks see it.
    /// </summary>
    public const string Punctuation = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>The default token for words that are not in the vocabulary.</summary>
    public const string DefaultOutOfVocabularyToken = "<OOV>";

    /// <summary>
    /// The most keys of the column, including the out-of-vocabulary token: with 10,000 the raw key values are 1 to 10,000, and a
    /// network embeds 10,001 rows with padding. Null, the default, keeps every word. At least 1, and at least 2 with an
    /// out-of-vocabulary token. The column has fewer keys if the text has fewer words.
    /// </summary>
    /// <remarks>
    /// Keras counts differently: its <c>num_words</c> of 10,000 keeps the values 1 to 9,999. With <see cref="KerasIndexing"/>
    /// this
    /// property is <c>num_words</c>, and may be 1.
    /// </remarks>
    public int? MaximumVocabularySize { get; set; }

    /// <summary>
    /// Whether letters become lower-case. Default true. Uses Unicode's full mapping, as in Python, independent of the culture:
    /// 'İ' becomes
    /// 'i' and a combining dot, 'Σ' becomes 'ς' at the end of a word.
    /// </summary>
    public bool Lowercase { get; set; } = true;

    /// <summary>
    /// The characters that separate words and are dropped, compared after lower-casing. Default <see
    /// cref="DefaultFilterCharacters"/>; empty filters nothing. Not applied if <see cref="CharactersAsTokens"/> is set.
    /// </summary>
    public string FilterCharacters { get; set; } = DefaultFilterCharacters;

    /// <summary>
    /// The characters that are words by themselves, whatever stands next to them, such as <see cref="Punctuation"/>; compared
    /// after lower-casing, and not filtered though <see cref="FilterCharacters"/> may have them. Default: none. Not applied if
    /// <see cref="CharactersAsTokens"/> is set.
    /// </summary>
    public string StandaloneCharacters { get; set; } = "";

    /// <summary>
    /// The separator of words: one or more characters. Default: a space. Other white space separates only if it is filtered.
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
    /// The token for words that are not in the vocabulary, at key 1. Default "&lt;OOV&gt;". Null drops such words from the
    /// sequence.
    /// </summary>
    public string? OutOfVocabularyToken { get; set; } = DefaultOutOfVocabularyToken;

    /// <summary>
    /// Whether each character (a Unicode code point) is a token, white space and punctuation too, instead of each word. Default
    /// false.
    /// </summary>
    public bool CharactersAsTokens { get; set; }

    /// <summary>
    /// Whether keys are numbered exactly as in Keras. Default false. It makes three differences: <see
    /// cref="MaximumVocabularySize"/> is Keras's <c>num_words</c>, one more than the greatest key; an out-of-vocabulary token
    /// that occurs in the text as a word has that word's key, whatever the maximum, and leaves key 1 unused; and text without any
    /// word is not an error: the column then has one key, the empty text, which no row uses.
    /// </summary>
    public bool KerasIndexing { get; set; }

    /// <summary>
    /// Options under which each row's raw key values equal what <c>Tokenizer.texts_to_sequences</c> of
    /// <see href="https://github.com/keras-team/keras/blob/master/keras/src/legacy/preprocessing/text.py">Keras</see> returns.
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

    /// <summary>A copy that the caller's later changes don't affect.</summary>
    internal TokenizeIntoWordsAsKeysOptions Copy() => (TokenizeIntoWordsAsKeysOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">One or more values are out of their range; the message lists every one.</exception>
    internal void Validate()
    {
        var violations = new OptionViolations();
        int least = OutOfVocabularyToken is null || KerasIndexing ? 1 : 2;
        if (MaximumVocabularySize is { } maximum && maximum < least)
            violations.Add(
                nameof(MaximumVocabularySize), $"must be null or at least {least}", maximum,
                $"{(least == 1 ? "set null to keep every word" : "leave room for a word besides the out-of-vocabulary token")}");
        if (!IsWellFormed(FilterCharacters))
            violations.Add(
                nameof(FilterCharacters), $"must be well-formed text", FilterCharacters, $"set \"\" to filter nothing");
        if (!IsWellFormed(StandaloneCharacters))
            violations.Add(
                nameof(StandaloneCharacters), $"must be well-formed text", StandaloneCharacters, $"set \"\" for none");
        else if (IsWellFormed(Separator)
            && StandaloneCharacters.EnumerateRunes().Any(rune => Separator.Contains(rune.ToString(), StringComparison.Ordinal)))
            violations.Add(
                nameof(StandaloneCharacters), $"must have no character of {nameof(Separator):option}", StandaloneCharacters,
                $"leave it out");
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

    /// <summary>Whether text survives UTF-8, the model file's encoding: unpaired surrogates don't.</summary>
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
