using System.Globalization;
using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary>Values that are words on the command line: an enumeration's MeanAndMax is mean-and-max.</summary>
internal static class Words
{
    internal static IReadOnlyDictionary<string, T> Of<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(value => Of(value));

    internal static string Of(Enum value)
    {
        var word = new StringBuilder();
        foreach (char c in value.ToString())
        {
            if (char.IsUpper(c) && word.Length > 0)
                word.Append('-');
            word.Append(char.ToLowerInvariant(c));
        }

        return word.ToString();
    }

    /// <summary>"a, b and c".</summary>
    internal static string List(IReadOnlyList<string> words, string last = "and") =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} {last} {words[^1]}";

    /// <summary>" Did you mean 'x'?" for the word that is meant, if one is near enough; else nothing.</summary>
    internal static string Suggestion(string text, IEnumerable<string> words)
    {
        text = text.ToLower(CultureInfo.InvariantCulture);
        var nearest = words.Select(word => (Word: word, Distance: Distance(text, word))).MinBy(pair => pair.Distance);
        return nearest.Word is not null && nearest.Distance <= Math.Max(2, nearest.Word.Length / 3) ? $" Did you mean '{nearest.Word}'?" : "";
    }

    // Levenshtein's: the letters to insert, delete or replace.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
