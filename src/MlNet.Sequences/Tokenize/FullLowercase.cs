using System.Buffers;
using System.Globalization;
using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// Lower-casing as in Python's <c>str.lower()</c>: Unicode's simple mapping, and the two unconditional rules that .NET leaves out
/// because they depend on the neighbors or change the length: the final sigma and the dotted capital I.
/// </summary>
/// <remarks>Unicode Standard, section 3.13, "Default Case Conversion", and SpecialCasing.txt.</remarks>
internal static class FullLowercase
{
    private const char CapitalSigma = '\u03A3';
    private const char SmallSigma = '\u03C3';
    private const char FinalSigma = '\u03C2';
    private const char CapitalDottedI = '\u0130';
    private const char DotAbove = '\u0307';
    private const int LastLetter = 0x1FFFF; // letters with case are below it

    /// <summary>
    /// Case-ignorable by their position between letters (Word_Break MidLetter, MidNumLet, Single_Quote), not by their category.
    /// </summary>
    private static readonly SearchValues<char> IgnorablePunctuation = SearchValues.Create(
        "'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A");

    /// <summary>What the code point at this index of a text becomes: one code point, or two.</summary>
    internal static (Rune First, Rune? Second) Of(Rune rune, ReadOnlySpan<char> text, int index) => rune.Value switch
    {
        CapitalDottedI => (new('i'), new(DotAbove)),
        CapitalSigma => (new(IsFinalSigma(text, index) ? FinalSigma : SmallSigma), null),
        _ => (Rune.ToLowerInvariant(rune), null),
    };

    /// <summary>
    /// What a code point becomes regardless of its neighbors: the capital sigma becomes the small one that is not final.
    /// </summary>
    internal static string SmallOf(Rune rune)
    {
        var (first, second) = Of(rune, "", 0);
        return $"{first}{second}";
    }

    /// <summary>
    /// The other code points that become this one, or another followed by this one, each with everything that it becomes.
    /// </summary>
    internal static IEnumerable<(Rune Capital, string Small)> CapitalsOf(Rune small) => Capitals.Value[small];

    private static readonly Lazy<ILookup<Rune, (Rune Capital, string Small)>> Capitals = new(() => (
        from value in Enumerable.Range(0, LastLetter + 1)
        where Rune.IsValid(value)
        let capital = new Rune(value)
        let small = SmallOf(capital)
        where small != capital.ToString()
        select (small.EnumerateRunes().Last(), (capital, small))).ToLookup(pair => pair.Item1, pair => pair.Item2));

    /// <summary>
    /// Whether the capital sigma at this index ends a word: a cased letter before it and none after it, looking past characters
    /// such as apostrophes and accents.
    /// </summary>
    private static bool IsFinalSigma(ReadOnlySpan<char> text, int index)
    {
        var before = text[..index];
        while (Rune.DecodeLastFromUtf16(before, out var rune, out int length) == OperationStatus.Done && IsCaseIgnorable(rune))
            before = before[..^length];
        if (Rune.DecodeLastFromUtf16(before, out var last, out _) != OperationStatus.Done || !IsCased(last))
            return false;

        var after = text[(index + 1)..];
        while (Rune.DecodeFromUtf16(after, out var rune, out int length) == OperationStatus.Done && IsCaseIgnorable(rune))
            after = after[length..];
        return Rune.DecodeFromUtf16(after, out var next, out _) != OperationStatus.Done || !IsCased(next);
    }

    private static bool IsCaseIgnorable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || (rune.IsBmp && IgnorablePunctuation.Contains((char)rune.Value));

    /// <summary>Unicode's Cased: letters with case, and the symbols that Other_Lowercase and Other_Uppercase add.</summary>
    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter
        || rune.Value is 0xAA or 0xBA
            or (>= 0x2160 and <= 0x217F) // Roman numerals
            or (>= 0x24B6 and <= 0x24E9) // circled letters
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189); // squared letters
}
