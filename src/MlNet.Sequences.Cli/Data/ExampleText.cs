using System.Text.RegularExpressions;
using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>A text of the data, on one line, for a suggested command.</summary>
internal static partial class ExampleText
{
    private const int MostRows = 100, Longest = 60;

    /// <summary>
    /// The first short text, otherwise the beginning of the first one; null if no text has a letter.
    /// </summary>
    /// <param name="rows">Rows with the columns of <see cref="OwnColumns"/>; only the first hundred are read.</param>
    internal static string? Find(IDataView rows)
    {
        var column = rows.Schema[OwnColumns.Text(0)];
        using var cursor = rows.GetRowCursor([column]);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        var text = default(ReadOnlyMemory<char>);
        string? first = null;
        for (int i = 0; i < MostRows && cursor.MoveNext(); i++)
        {
            getText(ref text);
            string own = text.ToString();
            string line = Unwanted().Replace(TokenList.OfArray(own) is { } tokens ? TokenList.ToText(tokens) : own, " ").Trim();
            if (!line.Any(char.IsLetter) || line.StartsWith('-'))
                continue;
            if (line.Length <= Longest)
                return line;
            first ??= Beginning(line);
        }

        return first;
    }

    // Cut between words or, in a script without spaces, between characters.
    private static string Beginning(string line)
    {
        int end = line.LastIndexOf(' ', Longest);
        if (end <= 0)
            end = char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest;
        return line[..end];
    }

    // Line breaks, including HTML's, and characters that a terminal would interpret.
    [GeneratedRegex(
        @"(<br\s*/?>|[\s\p{C}-[\p{Cs}]])+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Unwanted();
}
