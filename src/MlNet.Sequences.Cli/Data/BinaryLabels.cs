namespace MlNet.Sequences.Cli;

/// <summary>The spellings of the two classes, in tables and as the names of folders. Case doesn't matter.</summary>
internal static class BinaryLabels
{
    internal const string Spellings = "true/false, 1/0, pos/neg, positive/negative or yes/no";

    /// <summary>The names of the classes if the data have none, or several for one class.</summary>
    internal const string True = "true", False = "false";

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

    /// <summary>The names of false and true, in this order: the data's own if each class has one, in any case.</summary>
    internal static IReadOnlyList<string> NamesOf(IEnumerable<string> labels)
    {
        string[] found = [.. labels.Select(label => label.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)];
        string[] negative = [.. found.Where(label => TryParse(label, out bool value) && !value)];
        string[] positive = [.. found.Where(label => TryParse(label, out bool value) && value)];
        return (negative, positive) switch
        {
            ([var no], [var yes]) => [no, yes],
            ([], [var yes]) => [Other(yes), yes],
            ([var no], []) => [no, Other(no)],
            _ => [False, True],
        };
    }

    private static string Other(string name)
    {
        var (positive, negative) = Pairs.First(pair => Is(pair.Positive) || Is(pair.Negative));
        return Is(positive) ? negative : positive;

        bool Is(string spelling) => spelling.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
