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
        string name = value.ToString();
        for (int i = 0; i < name.Length; i++)
        {
            // A word begins; the last letter of AdamW is not one.
            if (i > 0 && i + 1 < name.Length && char.IsUpper(name[i]))
                word.Append('-');
            word.Append(char.ToLowerInvariant(name[i]));
        }

        return word.ToString();
    }

    /// <summary>"a, b and c".</summary>
    internal static string List(IReadOnlyList<string> words, string last = "and") =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} {last} {words[^1]}";

    /// <summary>" Did you mean 'x'?" for the intended word, if one is near enough; else empty.</summary>
    internal static string Suggestion(string text, IEnumerable<string> words) =>
        NearestName.Find(text, words) is { } word ? $" Did you mean '{word}'?" : "";
}
