using System.Diagnostics;
using Microsoft.ML.Runtime;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// Epochs over batches, for any network and any objective. It knows neither by name, prints nothing, and tells its callbacks.
/// </summary>
internal sealed class TrainingLoop(
    SequenceNetwork network, Objective objective, TrainingData data, SequenceTrainerOptions options, int seed, torch.Device device)
{
    private readonly Parameter[] _parameters = [.. network.parameters()];
    private readonly Random _order = new(seed);
    private readonly LearningRates _rates = new(
        options.LearningRateSchedule, options.LearningRate, options.WarmupFraction, StepsInEpoch(data, options) * options.NumberOfEpochs);

    private long _step;

    /// <summary>Trains the network in place and leaves the weights of the best epoch in it.</summary>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer a number.</exception>
    internal (IReadOnlyList<EpochMetrics> Epochs, int KeptEpoch, bool StoppedEarly) Run(IChannel channel)
    {
        using var scope = torch.NewDisposeScope();
        using var optimizer = Optimizers.Create(options, _parameters);
        var epochs = new List<EpochMetrics>();
        var best = new BestEpoch(
            network, options.BestEpochMetric ?? objective.DefaultMetric, data.Validation.Count, options.KeepBestEpoch);
        bool stopped = false;
        while (epochs.Count < options.NumberOfEpochs && !stopped)
        {
            var metrics = RunEpoch(epochs.Count + 1, optimizer);
            epochs.Add(metrics);
            best.Consider(metrics);
            channel.Info(MessageSensitivity.None, Describe(metrics));
            foreach (var callback in options.Callbacks.OfType<IEpochCallback>())
                callback.OnEpochEnd(metrics);
            stopped = data.Validation.Count > 0 && metrics.Epoch - best.Number >= options.EarlyStoppingPatience;
        }

        network.eval();
        return (epochs, best.Restore(epochs.Count), stopped && epochs.Count < options.NumberOfEpochs);
    }

    private EpochMetrics RunEpoch(int epoch, torch.optim.Optimizer optimizer)
    {
        var (loss, seconds) = Train(epoch, optimizer);
        var clock = Stopwatch.StartNew();
        var validation = Validate();
        return new EpochMetrics
        {
            Epoch = epoch,
            TrainingLoss = loss,
            Validation = validation,
            TrainingSeconds = seconds,
            ValidationSeconds = clock.Elapsed.TotalSeconds,
            SamplesPerSecond = data.Rows / seconds,
            LearningRate = _rates.At(_step - 1),
        };
    }

    private (double Loss, double Seconds) Train(int epoch, torch.optim.Optimizer optimizer)
    {
        network.train();
        var progress = new StepProgress(epoch, options, StepsInEpoch(data, options));
        using var lossSum = torch.zeros(1, dtype: torch.float64, device: device); // [1]; read once an interval
        foreach (var window in data.Windows(options.CancellationToken))
        {
            foreach (int[] rows in BatchPlanner.Shuffled(window.Lengths(), options.BatchSize, _order))
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                double rate = _rates.At(_step++);
                Step(window, rows, rate, optimizer, lossSum);
                if (progress.Add(rows.Length))
                    progress.Report(MeanLoss(lossSum, progress.Samples, epoch), rate);
            }
        }

        double loss = MeanLoss(lossSum, progress.Samples, epoch);
        return AreFinite(_parameters) ? (loss, progress.Seconds) : throw Diverged("weights are no longer numbers", epoch);
    }

    // The last step's damage shows in no loss of the epoch.
    private static bool AreFinite(Parameter[] parameters)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        return parameters.All(p => p.isfinite().all().item<bool>());
    }

    private void Step(SequenceBuffer window, int[] rows, double rate, torch.optim.Optimizer optimizer, torch.Tensor lossSum)
    {
        using var scope = torch.NewDisposeScope();
        var (labels, weights) = Targets(window, rows); // [batch], [batch]
        optimizer.zero_grad();
        var loss = objective.Loss(network.call(SequenceBatch.Create(window, rows, device)), labels, weights);
        loss.backward();
        if (options.GradientClippingNorm is { } limit)
            Optimizers.ClipGradients(_parameters, limit);
        Optimizers.SetLearningRate(optimizer, rate);
        optimizer.step();
        lossSum.add_(loss.detach() * rows.Length);
    }

    private (torch.Tensor Labels, torch.Tensor Weights) Targets(SequenceBuffer window, int[] rows)
    {
        var both = torch.empty(2, rows.Length, dtype: torch.float32);
        var values = MemoryMarshal.Cast<byte, float>(both.bytes);
        for (int i = 0; i < rows.Length; i++)
            (values[i], values[rows.Length + i]) = (window.LabelOf(rows[i]), window.WeightOf(rows[i]));
        var moved = both.to(device);
        return (moved[0], moved[1]);
    }

    private IReadOnlyDictionary<string, double> Validate()
    {
        var rows = data.Validation;
        if (rows.Count == 0)
            return new Dictionary<string, double>();
        network.eval();
        float[] logits = new float[rows.Count * objective.Outputs], labels = new float[rows.Count], weights = new float[rows.Count];
        LogitScorer.Score(network, rows, device, logits, options.NumberOfThreads, options.CancellationToken);
        for (int i = 0; i < rows.Count; i++)
            (labels[i], weights[i]) = (rows.LabelOf(i), rows.WeightOf(i));
        return objective.Evaluate(logits, labels, weights);
    }

    private static double MeanLoss(torch.Tensor lossSum, long samples, int epoch)
    {
        double loss = lossSum.item<double>() / samples;
        return double.IsFinite(loss) ? loss : throw Diverged(FormattableString.Invariant($"loss became {loss}"), epoch);
    }

    private static InvalidOperationException Diverged(string what, int epoch) => new(
        $"Training diverged: the {what} in epoch {epoch}. Lower LearningRate, set GradientClippingNorm, or look for extreme numbers in " +
        "the data.");

    // Windows end in a smaller batch each.
    private static long StepsInEpoch(TrainingData data, SequenceTrainerOptions options)
    {
        long window = options.ShuffleWindowSize, batch = options.BatchSize;
        return data.Rows / window * BatchesOf(window) + BatchesOf(data.Rows % window);

        long BatchesOf(long rows) => (rows + batch - 1) / batch;
    }

    private static string Describe(EpochMetrics m) => FormattableString.Invariant(
        $"Epoch {m.Epoch}: training loss {m.TrainingLoss:F4}, ") +
        string.Concat(m.Validation.Select(v => FormattableString.Invariant($"validation {v.Key} {v.Value:F4}, "))) +
        FormattableString.Invariant($"{m.TrainingSeconds:F1} s, {m.SamplesPerSecond:F0} samples/s");
}
