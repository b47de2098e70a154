using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>What inspect prints of an n-gram model. Property names are the JSON's.</summary>
internal sealed record NgramModelReport
{
    public required string Architecture { get; init; }

    public required string Task { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    public required long Parameters { get; init; }

    public required int VocabularySize { get; init; }

    /// <inheritdoc cref="TrainReport.NgramsByLength"/>
    public required IReadOnlyList<int> NgramsByLength { get; init; }

    public required IReadOnlyList<StrongestNgrams> Strongest { get; init; }

    /// <inheritdoc cref="ModelReport.TrainingSettings"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required IReadOnlyDictionary<string, JsonNode?>? TrainingSettings { get; init; }

    public required ColumnsReport Columns { get; init; }

    public required NgramHistoryReport History { get; init; }

    /// <inheritdoc cref="ModelReport.Pipeline"/>
    public required IReadOnlyList<string> Pipeline { get; init; }

    internal IRenderable ToTable()
    {
        IRenderable[] parts =
        [
            Tables.Pairs(
            [
                ("Architecture", Architecture),
                ("Task", Task),
                ("Classes", string.Join(", ", Classes)),
                ("N-grams", $"{Format.Count(NgramsByLength.Sum())} ({NgramReports.Lengths(NgramsByLength)})"),
                ("Parameters", Format.Count(Parameters)),
                ("Vocabulary", Format.Count(VocabularySize)),
                ("Trained on", $"{Format.Count(History.Rows)} rows, training loss {Format.Fixed(History.TrainingLoss)}"),
                .. History.DataSha256 is { } digest ? (ReadOnlySpan<(string, string)>)[("SHA-256 of the rows", digest)] : [],
                ("Features from", Columns.Features),
                ("Label from", Columns.Label ?? ""),
                ("Reads", string.Join(", ", Columns.Reads)),
                ("Pipeline", string.Join(" → ", Pipeline)),
            ]),
            .. TrainingSettings is { } settings ? (ReadOnlySpan<IRenderable>)[Tables.TrainedWith(settings, [])] : [],
            .. NgramReports.Tables(Strongest).Select(ToTable),
            .. History.Warnings.Select(warning => new Text(Format.Visible($"Warning: {warning}"))),
        ];
        return new Spectre.Console.Rows(parts);
    }

    private static IRenderable ToTable(HtmlTable ngrams)
    {
        var table = new Table().RoundedBorder().Title(Cli.Tables.Escape(ngrams.Caption));
        foreach (var (i, heading) in ngrams.Headings.Index())
            table.AddColumn(i % 2 == 0 ? new TableColumn(heading) : Cli.Tables.Right(heading));
        foreach (var row in ngrams.Rows)
            table.AddRow([.. row.Select(Cli.Tables.Escape)]);
        return table;
    }
}

/// <summary>How an n-gram model was trained.</summary>
internal sealed record NgramHistoryReport(
    long Rows, int Iterations, double TrainingLoss, double EncodingSeconds, double TotalSeconds)
{
    /// <inheritdoc cref="TrainReport.Warnings"/>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <inheritdoc cref="HistoryReport.DataSha256"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DataSha256 { get; init; }

    internal static NgramHistoryReport Of(NgramTrainingSummary summary) => new(
        summary.TrainingRows, summary.Iterations, summary.TrainingLoss, summary.EncodingSeconds, summary.TotalSeconds)
    {
        Warnings = [.. summary.WarningMessages.Select(warning => warning.ToString(OptionNames.Usual.Of))],
        DataSha256 = summary.DataSha256,
    };
}

/// <summary>What speaks most for and against a class, the strongest first.</summary>
internal sealed record StrongestNgrams(string Class, IReadOnlyList<NgramWeight> For, IReadOnlyList<NgramWeight> Against);

/// <summary>An n-gram and what it adds to the class's logit in a text that has it alone.</summary>
internal sealed record NgramWeight(string Ngram, double Weight);

/// <summary>N-grams as people read them.</summary>
internal static class NgramReports
{
    private const int Shown = 10, MostClasses = 10;

    private static readonly string[] Headings = ["For", "Weight", "Against", "Weight"];

    internal static string Lengths(IReadOnlyList<int> counts) => string.Join(
        ", ", counts.Select((count, i) => $"{Format.Count(count)} of {i + 1} word{(i == 0 ? "" : "s")}"));

    /// <summary>The strongest n-grams of each class.</summary>
    internal static IReadOnlyList<StrongestNgrams> Strongest(NgramModelParameters model, IReadOnlyList<string> classes) =>
    [
        .. classes.Select((name, i) =>
        {
            var weights = model.GetStrongestNgrams(Shown, i)
                .Select(ngram => new NgramWeight(string.Join(' ', ngram.Tokens), ngram.Value)).ToArray();
            return new StrongestNgrams(
                name, [.. weights.Where(ngram => ngram.Weight > 0)], [.. weights.Where(ngram => ngram.Weight < 0).Reverse()]);
        }),
    ];

    /// <summary>A table for each class; of two classes, what speaks against the one speaks for the other.</summary>
    internal static IEnumerable<HtmlTable> Tables(IReadOnlyList<StrongestNgrams> strongest) =>
        strongest.Skip(strongest.Count == 2 ? 1 : 0).Take(MostClasses).Select(each => new HtmlTable(
            $"The strongest n-grams for and against {each.Class}", Headings,
            [
                .. Enumerable.Range(0, Math.Max(each.For.Count, each.Against.Count))
                    .Select(i => (IReadOnlyList<string>)[.. Cells(each.For, i), .. Cells(each.Against, i)]),
            ]));

    private static string[] Cells(IReadOnlyList<NgramWeight> ngrams, int i) =>
        i < ngrams.Count ? [ngrams[i].Ngram, Format.Short(ngrams[i].Weight)] : ["", ""];
}
