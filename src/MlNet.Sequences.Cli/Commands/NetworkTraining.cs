using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>The training of a network: epochs, checkpoints and logs.</summary>
internal sealed class NetworkTraining(TrainSettings settings, Messages messages, string again) : Training
{
    private readonly SequenceTrainerOptions _options = settings.Network;
    private readonly LanguageModelWatch _languageModel = new();
    private CancellationToken _cancellationToken;

    internal override TrainingWatch Watch { get; } = new(settings.Network.CheckpointFolder, settings.Network.Resume, again);

    internal override int? Seed => _options.Seed;

    internal override void Prepare(MLContext mlContext, CancellationToken cancellationToken)
    {
        _options.InitialEmbeddings = InitialVectors.Resolve(mlContext, _options.InitialEmbeddings, cancellationToken);
        _cancellationToken = cancellationToken;
    }

    internal override ITransformer Run(string title, TextTask task, Func<ITransformer> fit)
    {
        var progress = TrainingProgress.Create(messages, title, task);
        ITrainingCallback?[] callbacks =
        [
            Watch, progress, new FitWarnings(messages, settings.Names), settings.Csv is { } csv ? new CsvLogger(csv) : null,
            settings.TensorBoard is { } folder ? new TensorBoardLogger(folder) : null,
        ];
        _options.Callbacks = [.. callbacks.OfType<ITrainingCallback>()];
        _options.CancellationToken = _cancellationToken;
        if (settings.Recipe?.LanguageModel is { } model)
            model.Network.Callbacks =
                [Watch, _languageModel, new FitWarnings(messages, settings.Names), new LanguageModelProgress(messages)];
        return progress.Run(fit);
    }

    internal override TrainReport Report(LoadedModel model, double fitted)
    {
        var history = model.Predictor.History;

        // For a resumed fit, the library's total includes all its processes, with their reading.
        double trained = Watch.ResumedFromStep is null
            ? history.TotalSeconds - history.EncodingSeconds
            : history.Epochs.Sum(epoch => epoch.TrainingSeconds + epoch.ValidationSeconds);
        return new TrainReport
        {
            Trainer = model.Predictor.Architecture,
            Task = model.Task.Name,
            Classes = model.Classes is { Count: > 0 } classes ? classes : null,
            TrainSeconds = trained,
            LoadSeconds = (Watch.ResumedFromStep is null ? fitted - trained : Watch.SecondsToStart)
                - (_languageModel.Report?.Seconds ?? 0),
            Recipe = settings.Recipe is { } recipe ? Words.Of(recipe.Recipe) : null,
            LanguageModel = _languageModel.Report,
            UnlabeledRows = history.UnlabeledRows,
            Epochs = [.. history.Epochs.Select(epoch => EpochReport.Of(epoch, model.EpochMetrics))],
            KeptEpoch = history.KeptEpoch,
            KeptEpochReason = history.KeptEpochReason,
            Ngrams = history.Ngrams,
            Seed = history.Seed,
            DataSha256 = history.DataSha256,
            ResumedFromStep = Watch.ResumedFromStep,
            StartsFrom = Watch.StartsFrom,
            Chosen = Watch.Chosen,
            Warnings = [.. history.WarningMessages.Select(warning => warning.ToString(settings.Names.Of))],
            EarlierEpochs = history.EarlierEpochs > 0 ? history.EarlierEpochs : null,
            Rows = history.TrainingRows,
            ValidationRows = history.ValidationRows,
            Parameters = model.Predictor.NumberOfParameters,
            Model = Path.GetFullPath(settings.Output),
            PeakMemoryMegabytes = 0,
        };
    }
}
