using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// All that a fit has before its first step: the rows in memory, what is made of them, and where. A range test has the same.
/// </summary>
internal sealed class FitSetup
{
    private FitSetup()
    {
    }

    /// <summary>The options, with what they leave to the data chosen.</summary>
    internal required SequenceTrainerOptions Options { get; init; }

    internal required StartingWeights Start { get; init; }

    internal required int Seed { get; init; }

    internal required TrainingData Data { get; init; }

    internal required LabelEncoder Labels { get; init; }

    internal required Objective Objective { get; init; }

    internal required NetworkArchitecture Architecture { get; init; }

    internal required torch.Device Device { get; init; }

    /// <summary>What the steps are computed in: that of the options, where it makes a difference.</summary>
    internal required TrainingPrecision Precision { get; init; }

    /// <summary>The threads that train: those of the options, else as many as pay.</summary>
    internal required int Threads { get; init; }

    /// <summary>Reads the rows and checks all that can be checked before there is a network.</summary>
    /// <param name="environment">Knows which GPU may be used.</param>
    /// <param name="options">What the fit is told.</param>
    /// <param name="start">What the network starts from.</param>
    /// <param name="task">What is trained for.</param>
    /// <param name="columns">The columns with sequences, labels and weights.</param>
    /// <param name="input">The rows to train on.</param>
    /// <param name="validationData">The rows to measure on, or null to hold some out.</param>
    /// <param name="seed">Fixes which rows are held out, the weights, the order and the dropout.</param>
    /// <param name="warn">Told what the user should know of.</param>
    /// <param name="learnedPositions">
    /// How many a checkpoint has, which earlier versions counted by the rows alone; null without one.
    /// </param>
    internal static FitSetup Read(
        IHostEnvironment environment, SequenceTrainerOptions options, StartingWeights start, SequenceTask task,
        RowColumns columns,
        IDataView input, IDataView? validationData, int seed, Action<string> warn, int? learnedPositions = null)
    {
        var (gpuDeviceId, fallbackToCpu) = HostEnvironments.GpuRuleOf(environment);
        var device = DeviceChoice.Resolve(options.Device, gpuDeviceId, fallbackToCpu, warn);
        var (sequences, feature, label, _) = columns.Find(input.Schema);
        foreach (var view in sequences.IsTokens ? [] : new[] { input, validationData }.OfType<IDataView>())
            NumberColumns.CheckPadding(view, columns.Feature);
        if (NumberColumns.WarnOfTimelessSlots(feature, sequences) is { } warning)
            warn(warning);
        var labels = task.LabelKind.Encode(label);
        var data = TrainingData.Read(input, validationData, columns, labels, options, seed);
        if (data.SkippedRows > 0)
            warn($"{data.SkippedRows} rows are left out: they lack a label, a weight, or a number in a time step.");
        if (data.OnlyLabelOfValidation is { } onlyClass)
            warn($"All {data.Validation.Count} validation rows are of class '{onlyClass}': the metrics of the epochs say " +
                "little, and some can't be measured. Hold out more rows (ValidationFraction), or call Fit with validation data.");
        options = options.For(data.Rows, task);
        var objective = start.Fit(task.CreateObjective(labels, data.LabelSummary, options)) with { CustomLoss = options.Loss };
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
    /// Sets what torch computes in for the whole process, until the result is disposed of; null where there is nothing to set.
    /// </summary>
    internal IDisposable? SetPrecision() => Precision == TrainingPrecision.TensorFloat32 ? new TensorFloat32Scope() : null;

    /// <summary>The network as it is before the first step, on the device; the caller's to dispose of.</summary>
    /// <param name="say">Told what it starts from.</param>
    internal SequenceNetwork BuildNetwork(Action<string> say) =>
        Build(network => Start.Apply(network, Architecture, Objective, Data, Seed, say));

    /// <summary>The network whose weights a checkpoint will give, on the device; the caller's to dispose of.</summary>
    internal SequenceNetwork BuildNetworkToResume() => Build(_ => { });

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
