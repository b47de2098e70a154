using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>The tables that people read.</summary>
internal static class Tables
{
    internal static Table Epochs(IEnumerable<EpochReport> epochs, int? kept = null)
    {
        var table = new Table().RoundedBorder().AddColumn(Right("Epoch"));
        foreach (string name in (string[])["Loss", "Validation loss", "Accuracy", "AUC", "Seconds", "Samples/s"])
            table.AddColumn(Right(name));
        if (kept is not null)
            table.AddColumn("");
        foreach (var epoch in epochs)
        {
            string[] cells =
            [
                Format.Count(epoch.Epoch), Format.Fixed(epoch.Loss), Format.Fixed(epoch.ValidationLoss),
                Format.Percent(epoch.ValidationAccuracy), Format.Fixed(epoch.ValidationAreaUnderRocCurve),
                Format.Seconds(epoch.Seconds), Format.Count(epoch.SamplesPerSecond),
            ];
            table.AddRow(kept is null ? cells : [.. cells, epoch.Epoch == kept ? "kept" : ""]);
        }

        return table;
    }

    internal static IRenderable Metrics(MetricsReport metrics)
    {
        var c = metrics.ConfusionMatrix;
        var numbers = Pairs(
            ("Accuracy", Format.Percent(metrics.Accuracy)),
            ("Area under the ROC curve", Format.Fixed(metrics.Auc)),
            ("F1", Format.Fixed(metrics.F1)),
            ("Log-loss (bits)", Format.Fixed(metrics.LogLoss)),
            ("Rows", Format.Count(metrics.Rows)),
            ("Seconds", Format.Seconds(metrics.Seconds)),
            ("Rows/s", Format.Count(metrics.RowsPerSecond)));
        var confusion = new Table().RoundedBorder()
            .AddColumn("").AddColumn(Right("Predicted positive")).AddColumn(Right("Predicted negative"))
            .AddRow("Positive", Format.Count(c.TruePositives), Format.Count(c.FalseNegatives))
            .AddRow("Negative", Format.Count(c.FalsePositives), Format.Count(c.TrueNegatives));
        return new Rows(numbers, confusion);
    }

    internal static IRenderable Model(ModelReport model)
    {
        var parts = Pairs(
            [
                ("Architecture", model.Architecture),
                ("Task", model.Task),
                .. model.Settings.Select(setting => (setting.Key, Convert.ToString(setting.Value, System.Globalization.CultureInfo.InvariantCulture) ?? "")),
                ("Parameters", Format.Count(model.Parameters)),
                ("Vocabulary", Format.Count(model.VocabularySize)),
                ("Trained on", $"{Format.Count(model.History.Rows)} rows, validated on {Format.Count(model.History.ValidationRows)}, seed {model.History.Seed}"),
                ("Features from", model.Columns.Features),
                ("Label from", model.Columns.Label),
                ("Input", string.Join(", ", model.Columns.Input.Select(column => $"{column.Name}: {column.Type}"))),
                ("Pipeline", string.Join(" → ", model.Pipeline)),
            ]);
        return new Rows(parts, Epochs(model.History.Epochs, model.History.KeptEpoch));
    }

    private static Table Pairs(params (string Name, string Value)[] pairs)
    {
        var table = new Table().RoundedBorder().HideHeaders().AddColumn("").AddColumn("");
        foreach (var (name, value) in pairs)
            table.AddRow(Markup.Escape(name), Markup.Escape(value));
        return table;
    }

    private static TableColumn Right(string name) => new TableColumn(name).RightAligned();
}
