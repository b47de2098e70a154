using System.Text.RegularExpressions;
using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>A text of the data that a suggested command can have, on one line.</summary>
internal static partial class ExampleText
{
    private const int MostRows = 100, Longest = 60;

    /// <summary>
    /// The first text that is short enough, else the beginning of the first one; null where no text has a letter.
    /// </summary>
    /// <param name="rows">Rows with the columns of <see cref="OwnColumns"/>; the first hundred are looked at.</param>
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

    // Whole words; of writing without spaces whole characters.
    private static string Beginning(string line)
    {
        int end = line.LastIndexOf(' ', Longest);
        if (end <= 0)
            end = char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest;
        return line[..end];
    }

    // Line breaks, those of HTML among them, and what a terminal would take for a command.
    [GeneratedRegex(
        @"(<br\s*/?>|[\s\p{C}-[\p{Cs}]])+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Unwanted();
}
