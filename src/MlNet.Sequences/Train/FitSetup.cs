using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Everything that a fit, or a range test, needs before its first step: rows, network settings, objective and device.
/// </summary>
internal sealed class FitSetup
{
    private FitSetup()
    {
    }

    /// <summary>The options, with defaults that depend on the data filled in.</summary>
    internal required SequenceTrainerOptions Options { get; init; }

    internal required StartingWeights Start { get; init; }

    internal required int Seed { get; init; }

    internal required TrainingData Data { get; init; }

    internal required LabelEncoder Labels { get; init; }

    internal required Objective Objective { get; init; }

    internal required NetworkArchitecture Architecture { get; init; }

    internal required torch.Device Device { get; init; }

    /// <summary>The precision of the steps: that of the options, where it has an effect.</summary>
    internal required TrainingPrecision Precision { get; init; }

    /// <summary>The training threads: those of the options, else as many as pay off.</summary>
    internal required int Threads { get; init; }

    /// <summary>Reads the rows and checks everything that can be checked before there is a network.</summary>
    /// <param name="environment">Determines which GPU may be used.</param>
    /// <param name="options">The fit's options.</param>
    /// <param name="start">What the network starts from.</param>
    /// <param name="task">The task.</param>
    /// <param name="columns">The columns with sequences, labels and weights.</param>
    /// <param name="input">The rows to train on.</param>
    /// <param name="validationData">The rows to validate with, or null to hold some out.</param>
    /// <param name="seed">Determines the held-out rows, the weights, the order and the dropout.</param>
    /// <param name="warn">Receives warnings.</param>
    /// <param name="learnedPositions">
    /// A checkpoint's number of learned positions, which earlier versions derived from the rows alone; null without a checkpoint.
    /// </param>
    internal static FitSetup Read(
        IHostEnvironment environment, SequenceTrainerOptions options, StartingWeights start, SequenceTask task,
        RowColumns columns,
        IDataView input, IDataView? validationData, int seed, Action<OptionMessage> warn, int? learnedPositions = null)
    {
        var device = DeviceOf(environment, options, warn);
        var (sequences, feature, label, _) = columns.Find(input.Schema);
        foreach (var view in sequences.IsTokens ? [] : new[] { input, validationData }.OfType<IDataView>())
            NumberColumns.CheckPadding(view, columns.Feature);
        if (NumberColumns.WarnOfTimelessSlots(feature, sequences) is { } warning)
            warn($"{warning}");
        var labels = task.LabelKind.Encode(label);
        var data = TrainingData.Read(input, validationData, columns, labels, options, seed);
        if (data.SkippedRows > 0)
            warn($"{data.SkippedRows} rows are left out: they lack {task.Needs}.");
        if (data.LabelsOfPadding > 0)
            warn(
                $"{data.LabelsOfPadding} labels are at padding, and are ignored. Pad and truncate " +
                $"sequences and labels alike, and map words that are not in the vocabulary to a separate key, as " +
                $"TokenizeIntoWordsAsKeys does.");
        if (data.OnlyLabelOfValidation is { } onlyClass)
            warn($"All {data.Validation.Count} validation rows are of class '{onlyClass}': the metrics of the epochs say " +
                $"little, and some can't be measured. Hold out more rows ({nameof(options.ValidationFraction):option}), or " +
                $"call Fit with validation data.");
        return Complete(options, start, task, labels, data, device, seed, warn, learnedPositions);
    }

    /// <summary>The device to train on.</summary>
    internal static torch.Device DeviceOf(
        IHostEnvironment environment, SequenceTrainerOptions options, Action<OptionMessage> warn)
    {
        var (gpuDeviceId, fallbackToCpu) = HostEnvironments.GpuRuleOf(environment);
        return DeviceChoice.Resolve(options.Device, gpuDeviceId, fallbackToCpu, text => warn($"{text}"));
    }

    /// <summary>Chooses what depends on the data, and checks it, for examples that are read.</summary>
    internal static FitSetup Complete(
        SequenceTrainerOptions options, StartingWeights start, SequenceTask task, LabelEncoder labels, TrainingData data,
        torch.Device device, int seed, Action<OptionMessage> warn, int? learnedPositions = null)
    {
        int ngramLength = NgramBranchFit.LengthFor(options, task, data, labels.Classes);
        SelfTraining.Check(options, ngramLength);
        options = options.For(data.RowsInEpoch, task, ngramLength);
        var objective = start.Fit(task.CreateObjective(labels, data.LabelSummary, options.ObjectiveOptions)) with
        {
            CustomLoss = options.Loss,
        };
        var chosen = learnedPositions is { } positions ? options.Architecture.FitTo(positions) : options.Architecture;
        var architecture = start.Fit(chosen, data);
        architecture.CheckLongest(data.LongestSequence);
        return new()
        {
            Options = options,
            Start = start,
            Seed = seed,
            Data = data,
            Labels = labels,
            Objective = objective,
            Architecture = architecture,
            Device = device,
            Precision = PrecisionChoice.Resolve(options.Precision, device, architecture.HasOwnKernels, warn),
            Threads = ThreadChoice.ForTraining(
                options.NumberOfThreads, architecture.UsefulThreads(options.BatchSize!.Value), Environment.ProcessorCount),
        };
    }

    /// <summary>
    /// Sets torch's precision for the whole process until the result is disposed; null if there is nothing to set.
    /// </summary>
    internal IDisposable? SetPrecision() => Precision == TrainingPrecision.TensorFloat32 ? new TensorFloat32Scope() : null;

    /// <summary>The network before the first step, on the device; the caller disposes it.</summary>
    /// <param name="say">Receives a message about what it starts from.</param>
    internal SequenceNetwork BuildNetwork(Action<string> say) =>
        Build(network => Start.Apply(network, Architecture, Objective, Data, Seed, say));

    /// <summary>The network whose weights a checkpoint will set, on the device; the caller disposes it.</summary>
    internal SequenceNetwork BuildNetworkToResume() =>
        Options.DecayTowardStart ? BuildNetwork(_ => { }) : Build(_ => { }); // decay needs the start

    /// <summary>A network's logits of rows, in evaluation mode.</summary>
    internal float[] Score(SequenceNetwork network, SequenceBuffer rows)
    {
        network.eval();
        float[] logits = new float[new LogitLayout(rows, Objective.Head).Length];
        LogitScorer.Score(network, rows, Device, logits, Options.NumberOfThreads, Options.CancellationToken);
        return logits;
    }

    private SequenceNetwork Build(Action<SequenceNetwork> start)
    {
        var network = NetworkBuilder.Build(Architecture, Data.Input, Objective.Head, Seed);
        try
        {
            start(network);
            network.to(Device);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
