using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace MlNet.Sequences;

/// <summary>
/// Trains a sequence network as an ML.NET estimator, for any architecture and task. Created by the catalogs, as in
/// <c>mlContext.BinaryClassification.Trainers.Lstm(…)</c>.
/// </summary>
public sealed class SequenceTrainer : ITrainerEstimator<SequencePredictionTransformer, SequenceModelParameters>
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
            options.FeatureColumnName, options.LabelColumnName, options.ExampleWeightColumnName, task.LabelKind.Requirement)
        {
            SamplingKey = options.SamplingKeyColumnName,
        };
    }

    /// <summary>
    /// What ML.NET asks about a trainer: no normalization, calibration or cache is added; validation rows are used.
    /// </summary>
    public TrainerInfo Info => TrainerInfos.OfNetworks;

    /// <summary>The schema that the trained transformer will produce, including annotations.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _columns.Check(inputSchema);
        var added = _task.OutputShapes(_task.LabelKind.Requirement.Find(inputSchema, _options.LabelColumnName)).ToArray();
        return new SchemaShape(inputSchema.Where(column => added.All(a => a.Name != column.Name)).Concat(added));
    }

    /// <summary>Trains on the rows of a view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows to train on, all have one class, a validation row has a class that none of them has, a label or weight
    /// is out of its range, a sequence is longer than the network accepts, padding can no longer be distinguished from numbers,
    /// the loss is not finite, or the folder for checkpoints has some of another fit.
    /// </exception>
    /// <exception cref="IOException">A checkpoint can't be written; earlier ones are intact.</exception>
    /// <exception cref="NativeEngineException">torch's native library is not referenced or can't be loaded.</exception>
    /// <exception cref="OperationCanceledException">
    /// The options' token or the context was canceled: nothing is left behind except a checkpoint, if there is a folder for them.
    /// </exception>
    public SequencePredictionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _columns.Find(input.Schema);
        return Train(input, _options.ValidationData);
    }

    /// <summary>Trains on the rows of one view and validates each epoch on those of another.</summary>
    /// <param name="trainData">The rows to train on.</param>
    /// <param name="validationData">The rows to validate with, with the same columns, transformed in the same way.</param>
    /// <inheritdoc cref="Fit(IDataView)" path="/exception"/>
    public SequencePredictionTransformer Fit(IDataView trainData, IDataView validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        ArgumentNullException.ThrowIfNull(validationData);
        _columns.Find(trainData.Schema);
        return Train(trainData, validationData);
    }

    /// <summary>
    /// Finds the learning rates that suit the network and the rows: trains a network with the same options for a few steps while
    /// the rate rises exponentially, and records the loss (the range test of Smith 2017, "Cyclical Learning Rates for Training
    /// Neural Networks", section 3.3). The network is discarded, and a later fit is the same as without the test.
    /// </summary>
    /// <param name="input">
    /// The rows to train on, as in <see cref="Fit(IDataView)"/>. Those that a fit would hold out are excluded; the options'
    /// validation data, callbacks, weight average, checkpoints and schedule are ignored, and all other options apply.
    /// </param>
    /// <param name="options">The rates and the steps; null for the defaults.</param>
    /// <remarks>The same seed, device and number of threads give the same curve.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="ArgumentException">Options are out of their range; the message lists every one.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows to train on, all have one class, a label or weight is out of its range, or a sequence is longer than the
    /// network accepts.
    /// </exception>
    /// <exception cref="NativeEngineException">torch's native library is not referenced or can't be loaded.</exception>
    /// <exception cref="OperationCanceledException">The trainer's token or the context was canceled.</exception>
    public LearningRateRange FindLearningRate(IDataView input, LearningRateRangeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        var range = options ?? new LearningRateRangeOptions();
        range.Check();
        _columns.Find(input.Schema);
        return Run(options => new RangeTest(_environment, options, _task, _columns, range).Run(input));
    }

    private SequencePredictionTransformer Train(IDataView input, IDataView? validationData) =>
        Run(options => new SequencePredictionTransformer(
            new NetworkFit(_environment, options, _task, _columns).Run(input, validationData), _environment));

    // With a token that MLContext.CancelExecution cancels, too.
    private T Run<T>(Func<SequenceTrainerOptions, T> work) => ContextCancellation.Run(
        _environment,
        token =>
        {
            var options = _options.Copy();
            options.CancellationToken = token;
            return InMemory(() => work(options));
        },
        _options.CancellationToken);

    // Steps that run out of memory are split; the optimizer's state and the kept weights can't be.
    private static T InMemory<T>(Func<T> train)
    {
        try
        {
            return train();
        }
        catch (ExternalException failure) when (DeviceMemory.IsExhausted(failure))
        {
            throw OptionMessage.Invalid(
                $"Training ran out of memory. Make the layers narrower, the vocabulary or the " +
                $"{nameof(SequenceTrainerOptions.BatchSize):option} smaller, or truncate the sequences with PadSequence; " +
                $"averaged and kept weights ({nameof(SequenceTrainerOptions.WeightAverageDecay):option}, " +
                $"{nameof(SequenceTrainerOptions.KeepBestEpoch):option}) take as much memory as the network each, and the " +
                $"optimizer twice as much.",
                failure);
        }
    }
}
