namespace MlNet.Sequences;

/// <summary>Names from data in a message: tables may have ten thousand columns, and a name may be as long as a text.</summary>
internal static class ShownNames
{
    private const int Most = 20;
    private const int Longest = 60;

    /// <summary>"a, b, c", or "a, b, … and 9,998 more".</summary>
    /// <param name="names">The names.</param>
    /// <param name="quote">Put before and after each.</param>
    internal static string List(IEnumerable<string> names, string quote = "")
    {
        var all = names as IReadOnlyCollection<string> ?? [.. names];
        string shown = string.Join(", ", all.Take(Most).Select(name => quote + CodePoints.Shorten(name, Longest) + quote));
        return all.Count <= Most ? shown : FormattableString.Invariant($"{shown}, … and {all.Count - Most:N0} more");
    }

    /// <summary>
    /// " Did you mean 'x'?" for the name that a mistyped one most likely means; empty if none is near.
    /// </summary>
    internal static string Suggest(string name, IEnumerable<string> names) =>
        NearestName.Find(name, names) is { } nearest ? $" Did you mean '{CodePoints.Shorten(nearest, Longest)}'?" : "";
}
