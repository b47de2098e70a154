namespace MlNet.Sequences.Cli;

/// <summary>The spellings of the two classes, in tables and as the names of folders. Case doesn't matter.</summary>
internal static class BinaryLabels
{
    internal const string Spellings = "true/false, 1/0, pos/neg, positive/negative or yes/no";

    private static readonly (string Positive, string Negative)[] Pairs =
        [("true", "false"), ("1", "0"), ("pos", "neg"), ("positive", "negative"), ("yes", "no")];

    internal static bool TryParse(ReadOnlySpan<char> text, out bool label)
    {
        text = text.Trim();
        foreach (var (positive, negative) in Pairs)
        {
            label = text.Equals(positive, StringComparison.OrdinalIgnoreCase);
            if (label || text.Equals(negative, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        label = false;
        return false;
    }

    /// <summary>Whether the names are a pair of the spellings, one for each class.</summary>
    internal static bool ArePair(IReadOnlyList<string> names) =>
        names.Count == 2 && Pairs.Any(pair => names.Has(pair.Positive) && names.Has(pair.Negative));

    private static bool Has(this IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
