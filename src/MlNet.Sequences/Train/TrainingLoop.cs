using Microsoft.ML.Runtime;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Epochs over batches, for any network and any objective. It knows neither by name, prints nothing, and notifies its callbacks.
/// </summary>
internal sealed class TrainingLoop : IDisposable
{
    private readonly SequenceNetwork _network;
    private readonly Objective _objective;
    private readonly TrainingData _data;
    private readonly SequenceTrainerOptions _options;
    private readonly EpochBatches _batches;
    private readonly torch.Device _device;
    private readonly CallbackList _callbacks;
    private readonly PartRates _rates;
    private readonly TrainingStep _step;
    private readonly long _batchesInEpoch;
    private readonly ComparedMetric _compared;
    private readonly Evaluation _evaluation;
    private (int Epoch, float[] Logits)? _lastValidation;

    internal TrainingLoop(
        SequenceNetwork network, FitSetup setup, CallbackList callbacks, Action<OptionMessage> warn)
    {
        var options = setup.Options;
        (_network, _options, _callbacks) = (network, options, callbacks);
        NumberOfEpochs = options.NumberOfEpochs!.Value;
        (_objective, _data, _device) = (setup.Objective, setup.Data, setup.Device);
        _batches = new EpochBatches(_data, options, setup.Seed, network, _device);
        _batchesInEpoch = _data.BatchesInEpoch(options.BatchSize!.Value);
        StepsInEpoch = (_batchesInEpoch + options.GradientAccumulationSteps - 1) / options.GradientAccumulationSteps;
        _compared = options.ComparedMetricOf(_objective);
        _evaluation = new Evaluation(_objective, [.. options.Metrics], _data.Validation);
        _rates = new PartRates(options, _compared, StepsInEpoch * NumberOfEpochs);
        ValidationSteps = _data.Validation.CountLabeledSteps();
        State = new TrainingState(
            network, _objective, options, ValidationSteps ?? _data.Validation.Count, setup.Start.DecayTargets);
        _step = new TrainingStep(network, _objective, State, options, setup.Precision, _device, warn);
    }

    internal int NumberOfEpochs { get; }

    internal long StepsInEpoch { get; }

    /// <summary>The labeled steps of the validation rows; null if each row has one label.</summary>
    internal long? ValidationSteps { get; }

    internal TrainingState State { get; }

    /// <summary>
    /// The logits of the validation rows after the loop, if its last validation was of the weights that are kept.
    /// </summary>
    internal float[]? ValidationLogits { get; private set; }

    private IReadOnlyList<EpochMetrics> Epochs => State.Position.Epochs;

    /// <summary>Continues where another process stopped.</summary>
    /// <exception cref="InvalidDataException">The checkpoint belongs to another network.</exception>
    internal void Resume(Checkpoint checkpoint)
    {
        State.Resume(checkpoint);
        _step.EpochLosses = (checkpoint.Position.EpochLoss, checkpoint.Position.EpochWeight);
    }

    /// <summary>Trains the network in place and leaves the weights of the best epoch in it.</summary>
    /// <param name="log">Receives a message for each epoch.</param>
    /// <param name="checkpoints">Writes checkpoints; or null.</param>
    /// <returns>The epoch whose weights the network has.</returns>
    /// <exception cref="OperationCanceledException">
    /// The options' token was canceled. The last step is in a checkpoint, if there are any.
    /// </exception>
    /// <exception cref="InvalidOperationException">The loss is not finite.</exception>
    internal int Run(IChannel log, CheckpointWriter? checkpoints)
    {
        try
        {
            while (Epochs.Count < NumberOfEpochs && !(Epochs.Count > 0 && _callbacks.ShouldStop(Epochs)))
                RunEpoch(log, checkpoints);
        }
        catch (OperationCanceledException) when (_options.CancellationToken.IsCancellationRequested)
        {
            // Wherever in a step the fit was, its state is that of the last complete step.
            checkpoints?.Save(WithLosses(), _callbacks);
            checkpoints?.Finish(_callbacks);
            throw;
        }

        checkpoints?.Finish(_callbacks);
        _network.eval();
        int kept = State.Best.Restore(Epochs.Count);
        // Kept weights are averages already.
        if (State.Best.Chosen.KeptEpoch == 0 && State.Average is { } average)
            average.CopyToWeights();
        ValidationLogits = _lastValidation is var (epoch, logits) && epoch == kept ? logits : null;
        return kept;
    }

    public void Dispose()
    {
        _step.Dispose();
        State.Dispose();
    }

    private void RunEpoch(IChannel log, CheckpointWriter? checkpoints)
    {
        _rates.Freeze([.. State.Weights, .. State.Moved], State.Position.Epoch);
        var metrics = Train(checkpoints);
        using (State.Average?.InPlaceOfWeights())
        {
            metrics = Validate(metrics);
            State.Best.Consider(metrics, State.Position.Step);
        }

        State.Position = State.Position.NextEpoch(metrics);
        _step.EpochLosses = (0, 0);
        // Before the callbacks: if one fails, the epoch is not lost.
        checkpoints?.Save(State, _callbacks);
        log.Info(MessageSensitivity.None, Describe(metrics));
        _callbacks.EpochEnd(metrics);
    }

    private EpochMetrics Train(CheckpointWriter? checkpoints)
    {
        _network.train();
        var position = State.Position;
        var progress = new StepProgress(position.EpochSeconds);
        long pending = 0, samples = 0;
        foreach (var batch in _batches.Of(position.Epoch, skipped: position.EpochBatches, first: position.Batch))
        {
            int size = batch.Size;
            _step.Add(batch, State.Position.Batch + pending);
            (pending, samples) = (pending + 1, samples + size);
            // Batches that are already made must not delay cancellation.
            _options.CancellationToken.ThrowIfCancellationRequested();
            if (pending < _options.GradientAccumulationSteps && State.Position.EpochBatches + pending < _batchesInEpoch)
                continue;
            Apply(pending, samples, progress);
            (pending, samples) = (0, 0);
            checkpoints?.Poll(_callbacks);
            if (checkpoints?.IsDue(State.Position) == true)
                checkpoints.Save(WithLosses(), _callbacks);
        }

        WithLosses();
        double loss = MeanLoss();
        return AreFinite() ? MetricsOf(loss) : throw Diverged("weights are no longer numbers");
    }

    private void Apply(long batches, long samples, StepProgress progress)
    {
        var position = State.Position;
        double rate = _rates.At(position.Step, position.Epochs);
        _step.Apply(weight => rate * _rates.FactorOf(weight));
        State.Position = position = position with
        {
            Step = position.Step + 1,
            Batch = position.Batch + batches,
            EpochSteps = position.EpochSteps + 1,
            EpochBatches = position.EpochBatches + batches,
            EpochSamples = position.EpochSamples + samples,
            EpochSeconds = progress.Seconds,
        };
        if (_callbacks.WatchSteps && progress.IsDue(position.EpochSteps == StepsInEpoch))
        {
            position = WithLosses().Position;
            _callbacks.StepEnd(new StepMetrics(
                position.Epoch, NumberOfEpochs, position.EpochSteps, StepsInEpoch, MeanLoss(),
                position.EpochSamples / progress.Seconds, rate));
        }
    }

    // Waits for the device, so it is called rarely.
    private TrainingState WithLosses()
    {
        var (loss, weight) = _step.EpochLosses;
        State.Position = State.Position with { EpochLoss = loss, EpochWeight = weight };
        return State;
    }

    private double MeanLoss()
    {
        var position = State.Position;
        double loss = position.EpochLoss / Math.Max(position.EpochWeight, BatchLoss.LeastWeight);
        return double.IsFinite(loss) ? loss : throw Diverged(FormattableString.Invariant($"loss became {loss}"));
    }

    // The epoch's losses do not show the last step's damage.
    private bool AreFinite()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        return State.Weights.All(weight => weight.Value.isfinite().all().item<bool>());
    }

    private InvalidOperationException Diverged(string what) => OptionMessage.Invalid(
        $"Training diverged: the {what} in epoch {State.Position.Epoch}{OwnLoss}. Lower " +
        $"{nameof(SequenceTrainerOptions.LearningRate):option}, set " +
        $"{nameof(SequenceTrainerOptions.GradientClippingNorm):option}, or look for extreme numbers in the data.");

    private string OwnLoss => _options.Loss is null ? "" : $" with the {Seam.NameOf(_options.Loss, "loss")}";

    private EpochMetrics MetricsOf(double loss) => new()
    {
        Epoch = State.Position.Epoch,
        TrainingLoss = loss,
        Validation = new Dictionary<string, double>(),
        TrainingSeconds = State.Position.EpochSeconds,
        ValidationSeconds = 0,
        SamplesPerSecond = _data.RowsInEpoch / State.Position.EpochSeconds,
        LearningRate = _rates.At(State.Position.Step - 1, Epochs),
    };

    private EpochMetrics Validate(EpochMetrics metrics)
    {
        var rows = _data.Validation;
        if (rows.Count == 0)
            return metrics;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        _network.eval();
        float[] logits = new float[_evaluation.Logits];
        LogitScorer.Score(_network, rows, _device, logits, _options.NumberOfThreads, _options.CancellationToken);
        metrics = metrics with { Validation = _evaluation.Measure(logits), ValidationSeconds = clock.Elapsed.TotalSeconds };
        _lastValidation = (metrics.Epoch, logits);
        CheckComparable(metrics, rows, logits);
        return metrics;
    }

    // NaN compares neither better nor worse: the kept epoch, an early stop or a lower rate would be chance.
    private void CheckComparable(EpochMetrics metrics, SequenceBuffer rows, float[] logits)
    {
        bool isCompared = _options.KeepBestEpoch || _options.EarlyStoppingPatience is not null || _options.ReducesOnPlateau;
        if (!isCompared || !metrics.Validation.TryGetValue(_compared.Name, out double value) || !double.IsNaN(value))
            return;
        var layout = new LogitLayout(rows, _objective.Head);
        int wrong = Array.FindIndex(logits, logit => !float.IsFinite(logit));
        throw Improvements.NotANumber(metrics.Epoch, _compared, wrong >= 0
            ? FormattableString.Invariant(
                $": the network's output for validation row {layout.SequenceOf(wrong)} is {logits[wrong]}")
            : _evaluation.ReasonOf(_compared) is { } reason ? reason
            : _data.OnlyLabelOfValidation is { } label
                ? FormattableString.Invariant($": all {_data.Validation.Count} validation rows are of class '{label}'")
                : "");
    }

    private static string Describe(EpochMetrics m) => FormattableString.Invariant(
        $"Epoch {m.Epoch}: training loss {m.TrainingLoss:F4}, ") +
        string.Concat(m.Validation.Select(v => FormattableString.Invariant($"validation {v.Key} {v.Value:F4}, "))) +
        FormattableString.Invariant($"{m.TrainingSeconds:F1} s, {m.SamplesPerSecond:F0} samples/s");
}
