using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>The tables that people read.</summary>
internal static class Tables
{
    internal static Table Epochs(IReadOnlyList<EpochReport> epochs, int? kept = null)
    {
        var table = new Table().RoundedBorder().AddColumn(Right("Epoch"));
        var metrics = epochs.Count == 0 ? [] : epochs[0].Headings.Select(Escape);
        foreach (string name in (string[])["Loss", "Validation loss", .. metrics, "Seconds", "Samples/s"])
            table.AddColumn(Right(name));
        foreach (var epoch in epochs)
        {
            string[] cells =
            [
                $"{(epoch.Epoch == kept ? "kept " : "")}{Format.Count(epoch.Epoch)}", Format.Fixed(epoch.Loss),
                Format.Fixed(epoch.ValidationLoss),
                .. epoch.Shown, Format.Seconds(epoch.Seconds), Format.Count(epoch.SamplesPerSecond),
            ];
            table.AddRow(cells);
        }

        return table;
    }

    internal static IRenderable Model(ModelReport model)
    {
        var history = model.History;
        var parts = Pairs(
            [
                ("Architecture", model.Architecture),
                ("Task", model.Task),
                .. model.Classes is { } classes ? Row("Classes", string.Join(", ", classes)) : [],
                .. model.Settings.Select(
                    setting => (setting.Key, Convert.ToString(setting.Value, CultureInfo.InvariantCulture) ?? "")),
                ("Parameters",
                    $"{Format.Count(model.Parameters)}{(model.WeightsAreAverages == true ? ", moving averages" : "")}"),
                ("Vocabulary", Format.Count(model.VocabularySize)),
                ("Trained on", $"{Format.Count(history.Rows)} rows, validated on {Format.Count(history.ValidationRows)}, seed " +
                $"{history.Seed}"),
                .. history.DataSha256 is { } digest ? Row("SHA-256 of the rows", digest) : [],
                .. history.EarlierEpochs is { } earlier
                ? Row("Earlier epochs", $"{Format.Count(earlier)}, of the models it continues from")
                : [],
                .. model.Versions is { } versions
                    ? Row("Trained by", $"MlNet.Sequences {versions.Library}, ML.NET {versions.MlNet}, libtorch " +
                    $"{versions.Libtorch}") : [],
                ("Features from", model.Columns.Features),
                .. model.Columns.Label is { } label ? Row("Label from", label) : [],
                ("Input", string.Join(", ", model.Columns.Input.Select(column => $"{column.Name}: {column.Type}"))),
                .. model.Columns.Reads is { Count: > 0 } reads ? Row("Reads", string.Join(", ", reads)) : [],
                ("Pipeline", string.Join(" → ", model.Pipeline)),
            ]);
        IRenderable epochs = Epochs(history.Epochs, history.KeptEpoch);
        if (history.KeptEpochReason is { } reason)
            epochs = new Rows(epochs, new Text(reason));
        if (history.Ngrams is { } ngrams)
            epochs = new Rows(epochs, new Text(ngrams.Description));
        foreach (string warning in history.Warnings)
            epochs = new Rows(epochs, new Text(Format.Visible($"Warning: {warning}")));
        IRenderable layers = Layers(model);
        return model.TrainingSettings is { } settings
            ? new Rows(parts, layers, TrainedWith(settings, model.Settings.Keys), epochs)
            : new Rows(parts, layers, epochs);

        static (string, string)[] Row(string name, string value) => [(name, value)];
    }

    private static Table Layers(ModelReport model)
    {
        var table = new Table().RoundedBorder().AddColumn(new TableColumn("Weight").Footer("Total"))
            .AddColumn(new TableColumn("Shape").NoWrap())
            .AddColumn(Right("Parameters").NoWrap().Footer(Format.Count(model.Parameters)));
        foreach (var layer in model.Layers)
            table.AddRow(
                Markup.Escape(layer.Name), Markup.Escape($"[{string.Join(", ", layer.Shape)}]"), Format.Count(layer.Parameters));
        return table;
    }

    // Null settings are omitted; --json has them.
    internal static Rows TrainedWith(IReadOnlyDictionary<string, JsonNode?> settings, IEnumerable<string> shown) => new(
        new Text("Trained with the settings:"),
        Pairs(
        [
            .. settings.Where(setting => setting.Value is not null && !shown.Contains(setting.Key))
                .Select(setting => (setting.Key, setting.Value!.ToString())),
        ]));

    internal static Table Pairs(params (string Name, string Value)[] pairs)
    {
        var table = new Table().RoundedBorder().HideHeaders().AddColumn("").AddColumn("");
        foreach (var (name, value) in pairs)
            table.AddRow(Escape(name), Escape(value));
        return table;
    }

    /// <summary>A text of the data for a cell.</summary>
    internal static string Escape(string text) => Markup.Escape(Format.Visible(text));

    internal static TableColumn Right(string name) => new TableColumn(name).RightAligned();
}
