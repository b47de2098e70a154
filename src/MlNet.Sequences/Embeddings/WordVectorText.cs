using System.Globalization;
using System.Text;

namespace MlNet.Sequences;

/// <summary>The text of files of word vectors: UTF-8 whose invalid bytes are read as U+FFFD.</summary>
internal sealed class WordVectorText
{
    // Signs, a decimal point and an exponent, but no white space or thousands separators.
    private const NumberStyles Decimal =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private const int ShownBytes = 60;

    private char[] _characters = new char[256];

    /// <summary>A word, in memory that the next word overwrites.</summary>
    internal ReadOnlySpan<char> Decode(ReadOnlySpan<byte> word)
    {
        if (word.Length > _characters.Length) // a byte becomes at most one character
            _characters = new char[Math.Max(word.Length, 2 * _characters.Length)];
        return _characters.AsSpan(0, Encoding.UTF8.GetChars(word, _characters));
    }

    /// <summary>Reads a number; one beyond float32 becomes infinite.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> field, out float value) =>
        float.TryParse(field, Decimal, CultureInfo.InvariantCulture, out value);

    /// <summary>Bytes for a message: their beginning, without control characters.</summary>
    internal static string Show(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, ShownBytes)]);
        string shown = string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return bytes.Length > ShownBytes ? shown + "…" : shown;
    }
}
