using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>One fit: from the rows of a view to a trained network. Everything is checked before the first step.</summary>
internal sealed class NetworkFit(
    IHostEnvironment environment, SequenceTrainerOptions options, SequenceTask task, RowColumns columns)
{
    private readonly SequenceTrainerOptions _given = options;
    private SequenceTrainerOptions _options = options; // with data-dependent defaults filled in once the data are read
    private Dictionary<string, string> _chosen = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _encodingSeconds;
    private string? _startsFrom;
    private NgramBranch? _ngrams;

    /// <param name="input">The rows to train on.</param>
    /// <param name="validationData">The rows to validate with, or null to hold some out.</param>
    internal TrainedNetwork Run(IDataView input, IDataView? validationData)
    {
        CheckThatEpochsAreMeasured(validationData);
        return Run((options, start, seed, warn, checkpoint) => FitSetup.Read(
            environment, options, start, task, columns with { SamplingKey = options.SamplingKeyColumnName }, input,
            validationData, seed, warn, checkpoint?.LearnedPositions));
    }

    /// <param name="labels">The targets of the examples.</param>
    /// <param name="data">The examples.</param>
    internal TrainedNetwork Run(LabelEncoder labels, TrainingData data)
    {
        CheckThatEpochsAreMeasured(null);
        return Run((options, start, seed, warn, _) => FitSetup.Complete(
            options, start, task, labels, data, FitSetup.DeviceOf(environment, options, warn), seed, warn));
    }

    private TrainedNetwork Run(
        Func<SequenceTrainerOptions, StartingWeights, int, Action<OptionMessage>, Checkpoint?, FitSetup> read)
    {
        using var channel = environment.Register(nameof(SequenceTrainer)).Start("Training");
        Action<OptionMessage> warn = new Warnings(channel, _given.Callbacks).Add;
        SequencesRuntime.Load();
        using var gradients = torch.inference_mode(false); // whatever mode the caller is in
        var start = StartingWeights.Of(_options);
        using var scope = torch.NewDisposeScope();
        using var folder = _options.CheckpointFolder is { } path ? CheckpointFolder.Open(path) : null;
        var checkpoint = folder is null ? null : FindCheckpoint(folder, warn);
        int seed = _options.Seed ?? HostEnvironments.SeedOf(environment) ?? checkpoint?.Identity.Seed ?? Random.Shared.Next();
        if (checkpoint is not null)
        {
            _options = _given.ChosenAs(checkpoint.Identity.Settings, task);
            if (_options.SamplingKeyColumnName != _given.SamplingKeyColumnName)
                warn(
                    $"The checkpoint is of a version without {nameof(_options.SamplingKeyColumnName):option}: the fit resumes " +
                    $"with the rows that it held out one by one.");
            FitIdentity.Of(_options, task, seed).CheckOptions(checkpoint.Identity);
        }

        var setup = read(_options, start, seed, warn, checkpoint);
        var (data, objective, device) = (setup.Data, setup.Objective, setup.Device);
        _options = setup.Options;
        _chosen = _given.Choices(_options).ToDictionary(choice => choice.Key, choice => OptionsJson.Text(choice.Value));
        var identity = FitIdentity.Of(_options, task, seed) with { Data = data.Summary, ContinuedFrom = start.Digest };
        if (checkpoint is not null)
            identity.CheckData(checkpoint.Identity);

        _encodingSeconds = _clock.Elapsed.TotalSeconds;
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{data.Rows} rows to train on and {data.Validation.Count} to validate with, read in {_encodingSeconds:F1} s; " +
            $"{data.Input}"));
        if (data.LongestSequence == 0)
            warn(FitReview.AllEmpty(data.Rows));

        using var signals = new SignalScope();
        using var threads = new ThreadScope(setup.Threads);
        using var precision = setup.SetPrecision();
        identity = identity with { Device = device.ToString(), Threads = torch.get_num_threads() };
        Say($"Device {identity.Device}, threads {identity.Threads}, seed {seed}; {_options}");
        if (_chosen.Count > 0)
            Say($"Chosen for {data.Rows} rows: {string.Join(", ", _chosen.Select(choice => $"{choice.Key} {choice.Value}"))}.");
        foreach (string deviation in checkpoint is null ? [] : identity.Deviations(checkpoint.Identity))
            warn($"The fit resumes, but its result will not equal an uninterrupted fit's bit for bit: {deviation}.");

        var callbacks = new CallbackList(Observers(objective, data));
        var ngrams = data.Unlabeled is null ? null : TrainNgrams(setup);
        if (ngrams is not null)
            SelfTraining.Label(setup, ngrams.Weights, Say);
        var network = checkpoint is null ? setup.BuildNetwork(SayStart) : setup.BuildNetworkToResume();
        try
        {
            using var loop = new TrainingLoop(network, setup, callbacks, warn);
            if (checkpoint is not null)
            {
                loop.Resume(checkpoint);
                Say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Resumed after step {checkpoint.Position.Step}, in epoch {checkpoint.Position.Epoch}."));
            }

            double secondsBefore = loop.State.Position.TotalSeconds;
            var history = Train(
                loop, callbacks, channel, identity, folder, start.EarlierEpochs, network, setup,
                () => ngrams ?? TrainNgrams(setup),
                () => secondsBefore + _clock.Elapsed.TotalSeconds);
            return new TrainedNetwork(
                network,
                new NetworkDescription(
                    setup.Architecture, objective with { CustomLoss = null }, data.Input, data.Vocabulary, columns.Feature,
                    columns.Label),
                history,
                device,
                _ngrams);
        }
        catch
        {
            callbacks.FitFailed(warn);
            network.Dispose();
            throw;
        }

        NgramBranchFit TrainNgrams(FitSetup setup) => new(setup, NgramBranchFit.SettingsOf(_options), Say);

        void SayStart(string message) => Say(_startsFrom = message);

        void Say(string message) => channel.Info(MessageSensitivity.None, message);
    }

    private TrainingHistory Train(
        TrainingLoop loop, CallbackList callbacks, IChannel channel, FitIdentity identity, CheckpointFolder? folder,
        int earlierEpochs, SequenceNetwork network, FitSetup setup, Func<NgramBranchFit> trainNgrams, Func<double> totalSeconds)
    {
        var (data, position) = (identity.Data!, loop.State.Position);
        callbacks.FitStart(new FitStart(
            loop.NumberOfEpochs, loop.StepsInEpoch, data.TrainingRows, data.ValidationRows, identity.Seed, identity.Device,
            identity.SettingsAsText(), position.Epochs, position.Step)
        { StartsFrom = _startsFrom, ChosenSettings = _chosen });
        using var checkpoints = folder is null
            ? null
            : new CheckpointWriter(
                folder, identity, _options.CheckpointEverySteps, _options.CheckpointEveryMinutes, totalSeconds);
        int kept = loop.Run(channel, checkpoints);
        float[]? logits = loop.ValidationLogits;
        var ngrams = _options.NgramLength > 0
            ? trainNgrams().Blend(logits ?? setup.Score(network, setup.Data.Validation))
            : null;
        _ngrams = ngrams?.Branch;
        var epochs = loop.State.Position.Epochs;
        IReadOnlyList<OptionMessage> warnings =
        [
            .. ngrams?.Warnings ?? [],
            .. new FitReview(network, setup, _ngrams).Warnings(ngrams?.ValidationLogits ?? logits),
        ];
        using (var reviewing = environment.Register(nameof(SequenceTrainer)).Start("Review"))
        {
            foreach (var warning in warnings)
                reviewing.Warning(MessageSensitivity.None, warning.ToString());
        }

        var history = new TrainingHistory
        {
            Epochs = epochs,
            KeptEpoch = kept,
            StoppedEarly = epochs.Count < loop.NumberOfEpochs,
            TrainingRows = data.TrainingRows,
            UnlabeledRows = data.UnlabeledRows,
            ValidationRows = data.ValidationRows,
            ValidationSteps = loop.ValidationSteps,
            Seed = identity.Seed,
            EncodingSeconds = _encodingSeconds,
            TotalSeconds = totalSeconds(),
            EarlierEpochs = earlierEpochs,
            DataSha256 = data.Sha256,
            Settings = identity.SettingsAsText(),
            Versions = identity.Versions,
            Ngrams = ngrams?.Summary,
            Warnings = [.. warnings.Select(warning => warning.ToString())],
            WarningMessages = warnings,
        };
        callbacks.FitEnd(history);
        return history;
    }

    private Checkpoint? FindCheckpoint(CheckpointFolder folder, Action<OptionMessage> warn)
    {
        if (_options.Resume)
            return folder.ReadLast(warn);
        return folder.IsEmpty ? null : throw OptionMessage.Invalid(
            $"{nameof(_options.CheckpointFolder):option} '{_options.CheckpointFolder}' has checkpoints of an earlier fit, " +
            $"which this one would remove: set {nameof(_options.Resume):option} to continue from the last, choose another " +
            $"folder, or empty this one.");
    }

    // The options' early stopping is the callback of that name. With few rows, none may be held out by chance.
    private IEnumerable<ITrainingCallback> Observers(Objective objective, TrainingData data) =>
        _options.EarlyStoppingPatience is { } patience && data.Validation.Count > 0
        ? [new EarlyStopping(patience, _options.ComparedMetricOf(objective), _options.MinimumImprovement), .. _options.Callbacks]
        : _options.Callbacks;

    private void CheckThatEpochsAreMeasured(IDataView? validationData)
    {
        if (validationData is not null || _options.ValidationFraction > 0)
            return;
        var needs = _options.EarlyStoppingPatience is { } patience
            ? (OptionMessage)$"{nameof(_options.EarlyStoppingPatience):option} ({patience})"
            : _options.ReducesOnPlateau
                ? (OptionMessage)$"{nameof(_options.LearningRateSchedule):option} {_options.LearningRateSchedule}"
            : null;
        if (needs is not null)
            throw OptionMessage.Invalid(
                $"{needs} needs validation rows; {nameof(_options.ValidationFraction):option} is 0, and there are no " +
                $"validation data. Hold out a fraction, call Fit with validation data, or leave the option unset.");
    }
}
