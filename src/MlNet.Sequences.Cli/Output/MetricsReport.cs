using System.Text.Json.Serialization;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>How well a model does on rows that it never saw. Property names are the JSON's.</summary>
[JsonDerivedType(typeof(BinaryReport))]
[JsonDerivedType(typeof(MulticlassReport))]
[JsonDerivedType(typeof(RegressionReport))]
[JsonDerivedType(typeof(TaggingReport))]
internal abstract record MetricsReport
{
    [JsonPropertyOrder(-1)]
    public string Trainer { get; init; } = "";

    [JsonPropertyOrder(-1)]
    public string Task { get; init; } = "";

    public long Rows { get; init; }

    public double Seconds { get; init; }

    public double RowsPerSecond { get; init; }

    /// <summary>Precision, recall and F1 of each class; absent where the task has no classes.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ClassReport>? PerClass { get; init; }

    /// <summary>What people read.</summary>
    internal IRenderable ToTable()
    {
        IRenderable?[] parts = [
            Tables.Pairs([.. ToPairs()]), PerClass is { } classes ? ClassReport.ToTable(classes) : null, Confusion];
        return new Spectre.Console.Rows(parts.OfType<IRenderable>());
    }

    /// <summary>The numbers of the table, each with its name.</summary>
    internal IReadOnlyList<(string Name, string Value)> ToPairs() =>
        [.. Numbers, ("Rows", Format.Count(Rows)), ("Seconds", Format.Seconds(Seconds)), ("Rows/s", Format.Count(RowsPerSecond))];

    private protected abstract IEnumerable<(string Name, string Value)> Numbers { get; }

    private protected virtual IRenderable? Confusion => null;
}
