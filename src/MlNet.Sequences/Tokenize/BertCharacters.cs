using System.Globalization;
using System.Text;

namespace MlNet.Sequences;

/// <summary>The classes of characters by which BERT splits text into words before splitting words into subwords.</summary>
/// <remarks>
/// J. Devlin et al., "BERT", 2019: class BasicTokenizer in
/// <see href="https://github.com/google-research/bert/blob/master/tokenization.py"/>.
/// </remarks>
internal static class BertCharacters
{
    /// <summary>White space: what becomes a space. Includes tab and line feed, which are control characters in Unicode.</summary>
    internal static bool IsSpace(Rune rune) => rune.Value is ' ' or '\t' or '\n' or '\r'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;

    /// <summary>Dropped characters: other control characters, format characters, and the replacement character.</summary>
    internal static bool IsDropped(Rune rune) => rune == Rune.ReplacementChar
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format;

    /// <summary>Punctuation, each a separate word: Unicode's, and all of ASCII except letters, digits and spaces.</summary>
    internal static bool IsPunctuation(Rune rune) => Rune.IsPunctuation(rune) || (rune.IsAscii && Rune.IsSymbol(rune));

    /// <summary>
    /// A Chinese character, a separate word. Kana and Hangul, with or without spaces, are letters to BERT.
    /// </summary>
    internal static bool IsIdeograph(Rune rune) => rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x2A6DF) or (
            >= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
