using System.CommandLine;
using System.Globalization;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary><c>inspect</c>: what a model file contains.</summary>
internal static class InspectCommand
{
    internal static Command Create(CancellationToken cancellationToken)
    {
        var model = Arguments.Model();
        var json = Arguments.Json("Print one JSON object to stdout instead of tables.");
        var command = new Command("inspect", "Shows what a model is and how it was trained.") { model, json };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static int Run(string path, bool json, CancellationToken cancellationToken)
    {
        var model = ModelFile.Load(new Messages().CreateContext(), path, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (model.Ensemble is not null)
            Write(EnsembleReport.Of(model) with { Pipeline = Pipeline(model) }, report => report.ToTable());
        else if (model.Ngrams is not null)
            Write(NgramReport(model), report => report.ToTable());
        else
            Write(Report(model), Tables.Model);
        return 0;

        void Write<T>(T report, Func<T, IRenderable> toTable)
        {
            if (json)
                Messages.WriteJson(report);
            else
                Messages.WriteTable(toTable(report));
        }
    }

    private static NgramModelReport NgramReport(LoadedModel model)
    {
        var ngrams = model.Ngrams!;
        return new NgramModelReport
        {
            Architecture = model.Trainer,
            Task = model.Task.Name,
            Classes = model.Classes,
            Parameters = model.NumberOfParameters,
            VocabularySize = model.VocabularySize,
            NgramsByLength = ngrams.Model.NumberOfNgramsByLength,
            Strongest = NgramReports.Strongest(ngrams.Model, model.Classes),
            TrainingSettings = ngrams.Summary.Settings is { } all ? TrainingSettings.Read(all, model.Kind) : null,
            Columns = Columns(model),
            History = NgramHistoryReport.Of(ngrams.Summary),
            Pipeline = Pipeline(model),
        };
    }

    private static ModelReport Report(LoadedModel model)
    {
        var network = model.Predictor;
        var history = network.History;
        return new ModelReport
        {
            Architecture = network.Architecture,
            Task = network.Task,
            Classes = model.Classes is { Count: > 0 } classes ? classes : null,
            Parameters = network.NumberOfParameters,
            Layers = [.. network.Model.WeightNames.Select(name => new LayerReport(name, network.Model.GetShape(name)))],
            VocabularySize = network.VocabularySize,
            Settings = network.ArchitectureSettings.ToDictionary(setting => setting.Key, setting => Value(setting.Value)),
            TrainingSettings = history.Settings is { } all ? TrainingSettings.Read(all, model.Kind) : null,
            WeightsAreAverages = history.Settings is { } settings ? TrainingSettings.HaveAverage(settings) : null,
            Versions = history.Versions,
            Columns = Columns(model),
            History = new HistoryReport(
                [.. history.Epochs.Select(epoch => EpochReport.Of(epoch, model.EpochMetrics))], history.KeptEpoch,
                history.StoppedEarly, history.TrainingRows,
                history.ValidationRows, history.Seed, history.EncodingSeconds, history.TotalSeconds)
            {
                EarlierEpochs = history.EarlierEpochs > 0 ? history.EarlierEpochs : null,
                DataSha256 = history.DataSha256,
                Warnings = [.. history.WarningMessages.Select(warning => warning.ToString(OptionNames.Usual.Of))],
                KeptEpochReason = history.KeptEpochReason,
                Ngrams = history.Ngrams,
            },
            Pipeline = Pipeline(model),
        };
    }

    private static ColumnsReport Columns(LoadedModel model) => new(
        model.FeatureColumn, model.IsLanguageModel ? null : model.TrainedLabelColumn,
        [.. (model.Scoring.InputSchema ?? Enumerable.Empty<Microsoft.ML.DataViewSchema.Column>())
            .Select(column => new ColumnReport(column.Name, column.Type.ToString()!))])
    {
        Reads = [.. model.Scoring.InputColumns.Select(column => column.Name)],
    };

    private static string[] Pipeline(LoadedModel model) =>
        [.. model.Scoring.Steps.Select(transformer => transformer.GetType().Name)];

    // The library returns every setting as text; JSON has types for some.
    private static object Value(string text) =>
        bool.TryParse(text, out bool flag) ? flag
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number) ? number
        : text;
}
