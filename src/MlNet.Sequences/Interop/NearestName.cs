namespace MlNet.Sequences;

/// <summary>The name that a mistyped one most likely means.</summary>
internal static class NearestName
{
    /// <summary>The nearest of the names, ignoring case, or null if none is near enough.</summary>
    internal static string? Find(string text, IEnumerable<string> names)
    {
        var nearest = names.Select(name => (Name: name, Distance: Distance(text, name))).DefaultIfEmpty()
            .MinBy(pair => pair.Distance);
        return nearest.Name is not null && nearest.Distance <= Math.Max(2, nearest.Name.Length / 3) ? nearest.Name : null;
    }

    // Levenshtein distance: the letters to insert, delete or replace.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
