using System.Text.Json.Serialization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>ML.NET's metrics of several classes over tokens, and how well entities are found.</summary>
internal sealed record TaggingReport : MulticlassReport
{
    internal TaggingReport(MulticlassReport tokens)
        : base(tokens) => Tokens = tokens.ConfusionMatrix.Sum(row => row.Sum());

    /// <summary>The number of tokens with a tag.</summary>
    [JsonPropertyOrder(-1)]
    public long Tokens { get; init; }

    /// <summary>The entities; absent if the tags are not those of entities.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EntityReport? Entities { get; init; }

    private protected override IEnumerable<(string Name, string Value)> Numbers =>
    [
        .. base.Numbers,
        .. Entities is { } entities
            ? (IEnumerable<(string, string)>)[
                ("Entity precision", Format.Percent(entities.Precision)), ("Entity recall", Format.Percent(entities.Recall)),
                ("Entity F1", Format.Fixed(entities.F1))]
            : [],
        ("Tokens", Format.Count(Tokens)),
    ];

    private protected override IRenderable Confusion => Entities is { } entities
        ? new Rows(ClassReport.ToTable(entities.PerName, "Entity", "Entities"), base.Confusion)
        : base.Confusion;
}
