using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Trains a sequence network as an ML.NET estimator: of any architecture, for any task. Made by the catalogs, as in
/// <c>mlContext.BinaryClassification.Trainers.Lstm(…)</c>.
/// </summary>
public sealed class SequenceTrainer : IEstimator<SequencePredictionTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly SequenceTrainerOptions _options;
    private readonly SequenceTask _task;
    private readonly RowColumns _columns;

    internal SequenceTrainer(IHostEnvironment environment, SequenceTrainerOptions options, SequenceTask task)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Check(task);
        (_environment, _options, _task) = (environment, options.Copy(), task);
        _columns = new RowColumns(
            options.FeatureColumnName, options.LabelColumnName, options.ExampleWeightColumnName, task.LabelRequirement);
    }

    /// <summary>The schema that the trained transformer will give, annotations included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _columns.Check(inputSchema);
        var added = _task.OutputShapes(_task.LabelRequirement.Find(inputSchema, _options.LabelColumnName)).ToArray();
        return new SchemaShape(inputSchema.Where(column => added.All(a => a.Name != column.Name)).Concat(added));
    }

    /// <summary>Trains on the rows of a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// There is no row to train on, all have one class, a validation row has a class that none of them has, a label or weight is out of
    /// its range, a sequence is longer than the network takes, or the loss is no longer a number.
    /// </exception>
    /// <exception cref="NativeEngineException">torch's native library is not referenced or can't be loaded.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled; nothing is left behind.</exception>
    public SequencePredictionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _columns.Find(input.Schema);
        return Train(input, _options.ValidationData);
    }

    /// <summary>Trains on the rows of one view and measures each epoch on those of another.</summary>
    /// <param name="trainData">The rows to train on.</param>
    /// <param name="validationData">The rows to measure on, with the same columns, transformed in the same way.</param>
    /// <inheritdoc cref="Fit(IDataView)" path="/exception"/>
    public SequencePredictionTransformer Fit(IDataView trainData, IDataView validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        ArgumentNullException.ThrowIfNull(validationData);
        _columns.Find(trainData.Schema);
        return Train(trainData, validationData);
    }

    private SequencePredictionTransformer Train(IDataView input, IDataView? validationData)
    {
        if (_options is { EarlyStoppingPatience: { } patience, ValidationFraction: 0 } && validationData is null)
            throw new InvalidOperationException(
                $"EarlyStoppingPatience needs validation rows; it is {patience}, ValidationFraction is 0, and there are no validation " +
                "data. Hold out a fraction, call Fit with validation data, or set EarlyStoppingPatience to null.");

        var clock = Stopwatch.StartNew();
        using var channel = _environment.Register(nameof(SequenceTrainer)).Start("Training");
        SequencesRuntime.Load();
        using var gradients = torch.inference_mode(false); // whatever the caller has switched off
        var (gpuDeviceId, fallbackToCpu) = HostEnvironments.GpuRuleOf(_environment);
        var device = DeviceChoice.Resolve(_options.Device, gpuDeviceId, fallbackToCpu, message => channel.Warning(MessageSensitivity.None, message));
        int seed = _options.Seed ?? HostEnvironments.SeedOf(_environment) ?? Random.Shared.Next();

        var labels = _task.Encode(_columns.Find(input.Schema).Label);
        var data = TrainingData.Read(input, validationData, _columns, labels, _options, seed);
        if (data.SkippedRows > 0)
            channel.Warning(MessageSensitivity.None, $"{data.SkippedRows} rows are left out: they lack a label, a weight, or a number in a time step.");
        var objective = _task.CreateObjective(labels, data.LabelSummary, _options);
        var architecture = _options.Architecture.FitTo(data.LongestSequence);
        architecture.CheckLongest(data.LongestSequence);
        double encodingSeconds = clock.Elapsed.TotalSeconds;
        channel.Info(MessageSensitivity.None, FormattableString.Invariant(
            $"{data.Rows} rows to train on and {data.Validation.Count} to validate with, read in {encodingSeconds:F1} s; {data.Input}; device {device}; seed {seed}"));

        using var signals = new SignalScope();
        using var threads = new ThreadScope(_options.NumberOfThreads ?? architecture.UsefulThreads(_options.BatchSize));
        var network = NetworkBuilder.Build(architecture, data.Input, objective.Outputs, seed);
        try
        {
            network.to(device);
            var (epochs, keptEpoch, stoppedEarly) = new TrainingLoop(network, objective, data, _options, seed, device).Run(channel);
            var history = new TrainingHistory
            {
                Epochs = epochs,
                KeptEpoch = keptEpoch,
                StoppedEarly = stoppedEarly,
                TrainingRows = data.Rows,
                ValidationRows = data.Validation.Count,
                Seed = seed,
                EncodingSeconds = encodingSeconds,
                TotalSeconds = clock.Elapsed.TotalSeconds,
            };
            return new SequencePredictionTransformer(new TrainedNetwork(
                network, architecture, objective, data.Input, _columns.Feature, _columns.Label, history, device));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
