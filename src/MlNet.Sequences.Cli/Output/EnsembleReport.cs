using System.Text.Json.Serialization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>What ensemble and inspect print of an ensemble. Property names are the JSON's.</summary>
internal sealed record EnsembleReport
{
    public required string Architecture { get; init; }

    public required string Task { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required IReadOnlyList<string>? Classes { get; init; }

    public required IReadOnlyList<EnsemblePart> Models { get; init; }

    public required double Bias { get; init; }

    /// <summary>The texts that the weights were fitted on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required long? Rows { get; init; }

    /// <summary>The ensemble's loss on them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required double? Loss { get; init; }

    /// <summary>The columns that the models read.</summary>
    public required IReadOnlyList<string> Reads { get; init; }

    /// <summary>The transformers, for inspect.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Pipeline { get; init; }

    /// <summary>The file that was written.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Output { get; init; }

    internal static EnsembleReport Of(LoadedModel model)
    {
        var ensemble = model.Ensemble!;
        return new()
        {
            Architecture = model.Trainer,
            Task = model.Task.Name,
            Classes = model.Classes is { Count: > 0 } classes ? classes : null,
            Models =
            [
                .. ensemble.Architectures.Select((kind, i) =>
                    new EnsemblePart(kind, ensemble.Weights[i], ensemble.Summary?.ModelLosses[i])),
            ],
            Bias = ensemble.Bias,
            Rows = ensemble.Summary?.NumberOfRows,
            Loss = ensemble.Summary?.Loss,
            Reads = [.. model.Scoring.InputColumns.Select(column => column.Name)],
        };
    }

    internal IRenderable ToTable() => new Spectre.Console.Rows(
        Tables.Pairs(
        [
            ("Architecture", Architecture),
            ("Task", Task),
            .. Classes is { } classes ? (ReadOnlySpan<(string, string)>)[("Classes", string.Join(", ", classes))] : [],
            ("Bias", Format.Short(Bias)),
            .. Rows is { } rows
                ? (ReadOnlySpan<(string, string)>)
                [
                    ("Fitted on", $"{Format.Rows(rows)}, loss {Format.Fixed(Loss!.Value)}"),
                ]
                : [],
            ("Reads", string.Join(", ", Reads)),
            .. Pipeline is { } steps ? (ReadOnlySpan<(string, string)>)[("Pipeline", string.Join(" → ", steps))] : [],
        ]),
        ToTable(ToModels()));

    /// <summary>The models with their weights.</summary>
    internal HtmlTable ToModels() => new(
        "The models and their weights", ["Model", "Weight", "Loss alone"],
        [
            .. Models.Select(part => (IReadOnlyList<string>)
                [part.Architecture, Format.Short(part.Weight), part.Loss is { } loss ? Format.Fixed(loss) : ""]),
        ]);

    private static Table ToTable(HtmlTable models)
    {
        var table = new Table().RoundedBorder().Title(models.Caption);
        foreach (var (i, heading) in models.Headings.Index())
            table.AddColumn(i == 0 ? new TableColumn(heading) : Tables.Right(heading));
        foreach (var row in models.Rows)
            table.AddRow([.. row.Select(Tables.Escape)]);
        return table;
    }
}

/// <summary>A model of an ensemble.</summary>
/// <param name="Architecture">What it is: "lstm".</param>
/// <param name="Weight">The factor of its scores.</param>
/// <param name="Loss">Its loss on the texts that the weights were fitted on.</param>
internal sealed record EnsemblePart(
    string Architecture, double Weight,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Loss);
