using System.Text.Json.Serialization;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>How well a model does on rows that it never saw. Property names are the JSON's.</summary>
[JsonDerivedType(typeof(BinaryReport))]
[JsonDerivedType(typeof(MulticlassReport))]
[JsonDerivedType(typeof(RegressionReport))]
internal abstract record MetricsReport
{
    [JsonPropertyOrder(-1)]
    public string Trainer { get; init; } = "";

    [JsonPropertyOrder(-1)]
    public string Task { get; init; } = "";

    public long Rows { get; init; }

    public double Seconds { get; init; }

    public double RowsPerSecond { get; init; }

    /// <summary>What people read.</summary>
    internal IRenderable ToTable()
    {
        var numbers = Tables.Pairs([.. ToPairs()]);
        return Confusion is { } confusion ? new Spectre.Console.Rows(numbers, confusion) : numbers;
    }

    /// <summary>The numbers of the table, each with its name.</summary>
    internal IReadOnlyList<(string Name, string Value)> ToPairs() =>
        [.. Numbers, ("Rows", Format.Count(Rows)), ("Seconds", Format.Seconds(Seconds)), ("Rows/s", Format.Count(RowsPerSecond))];

    private protected abstract IEnumerable<(string Name, string Value)> Numbers { get; }

    private protected virtual IRenderable? Confusion => null;
}
