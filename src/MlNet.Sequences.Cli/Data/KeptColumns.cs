namespace MlNet.Sequences.Cli;

/// <summary>The columns of a table that predict writes next to the text.</summary>
/// <param name="Names">Their names, in any case; null for all.</param>
internal sealed record KeptColumns(IReadOnlyList<string>? Names)
{
    internal static readonly KeptColumns None = new([]);
    internal static readonly KeptColumns All = new((IReadOnlyList<string>?)null);

    /// <summary>The option that names them, in errors.</summary>
    internal string Option { get; init; } = "--keep";

    internal bool AreNone => Names is { Count: 0 };

    /// <summary>Parses "id, name"; null if a name is missing.</summary>
    internal static KeptColumns? Parse(string text)
    {
        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        return names.All(name => name.Length > 0) ? new(names) : null;
    }
}
