using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>The tables that people read.</summary>
internal static class Tables
{
    internal static Table Epochs(IEnumerable<EpochReport> epochs, TextTask task, int? kept = null)
    {
        var table = new Table().RoundedBorder().AddColumn(Right("Epoch"));
        foreach (string name in (string[])["Loss", "Validation loss", .. task.EpochMetrics.Select(metric => metric.Heading), "Seconds", "Samples/s"])
            table.AddColumn(Right(name));
        if (kept is not null)
            table.AddColumn("");
        foreach (var epoch in epochs)
        {
            string[] cells =
            [
                Format.Count(epoch.Epoch), Format.Fixed(epoch.Loss), Format.Fixed(epoch.ValidationLoss), .. epoch.Shown,
                Format.Seconds(epoch.Seconds), Format.Count(epoch.SamplesPerSecond),
            ];
            table.AddRow(kept is null ? cells : [.. cells, epoch.Epoch == kept ? "kept" : ""]);
        }

        return table;
    }

    internal static IRenderable Model(ModelReport model)
    {
        var parts = Pairs(
            [
                ("Architecture", model.Architecture),
                ("Task", model.Task),
                .. model.Classes is { } classes ? [("Classes", string.Join(", ", classes))] : Array.Empty<(string, string)>(),
                .. model.Settings.Select(setting => (setting.Key, Convert.ToString(setting.Value, System.Globalization.CultureInfo.InvariantCulture) ?? "")),
                ("Parameters", Format.Count(model.Parameters)),
                ("Vocabulary", Format.Count(model.VocabularySize)),
                ("Trained on", $"{Format.Count(model.History.Rows)} rows, validated on {Format.Count(model.History.ValidationRows)}, seed {model.History.Seed}"),
                ("Features from", model.Columns.Features),
                ("Label from", model.Columns.Label),
                ("Input", string.Join(", ", model.Columns.Input.Select(column => $"{column.Name}: {column.Type}"))),
                ("Pipeline", string.Join(" → ", model.Pipeline)),
            ]);
        return new Rows(parts, Epochs(model.History.Epochs, TextTask.Of(model.Task), model.History.KeptEpoch));
    }

    internal static Table Pairs(params (string Name, string Value)[] pairs)
    {
        var table = new Table().RoundedBorder().HideHeaders().AddColumn("").AddColumn("");
        foreach (var (name, value) in pairs)
            table.AddRow(Markup.Escape(name), Markup.Escape(value));
        return table;
    }

    internal static TableColumn Right(string name) => new TableColumn(name).RightAligned();
}
