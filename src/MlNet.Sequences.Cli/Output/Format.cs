using System.Globalization;

namespace MlNet.Sequences.Cli;

/// <summary>Readable numbers, the same in every culture.</summary>
internal static class Format
{
    internal static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>
    /// A text of the data that is safe to print on a terminal: control characters, which could move the cursor or hide what
    /// follows, become symbols. Line breaks and tabs stay.
    /// </summary>
    internal static string Visible(string text) =>
        !text.Any(IsUnsafe)
        ? text
        : string.Concat(text.Select(c => !IsUnsafe(c) ? c : c < ' ' ? (char)(0x2400 + c) : c == '\u007F' ? '\u2421' : '\uFFFD'));

    private static bool IsUnsafe(char c) => char.IsControl(c) && c is not ('\n' or '\t');

    internal static string Rows(long count) => count == 1 ? "1 row" : $"{Count(count)} rows";

    internal static string Fixed(double? value) =>
        value is { } v && double.IsFinite(v) ? v.ToString("F4", CultureInfo.InvariantCulture) : "-";

    /// <summary>Up to four digits that count.</summary>
    internal static string Short(double value) =>
        double.IsFinite(value) ? value.ToString("G4", CultureInfo.InvariantCulture) : "-";

    internal static string Percent(double? value) =>
        value is { } v && double.IsFinite(v) ? (100 * v).ToString("F1", CultureInfo.InvariantCulture) + " %" : "-";

    internal static string Seconds(double value) => value.ToString("F1", CultureInfo.InvariantCulture) + " s";

    internal static string Clock(double seconds)
    {
        if (!double.IsFinite(seconds) || seconds > 1e6)
            return "-";
        var time = TimeSpan.FromSeconds(Math.Ceiling(seconds));
        return time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
    }
}
