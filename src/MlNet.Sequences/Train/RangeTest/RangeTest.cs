using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The learning-rate range test (Smith 2017, "Cyclical Learning Rates for Training Neural Networks", section 3.3), with an
/// exponentially rising rate, as in fastai: a network is trained for a few steps and discarded.
/// </summary>
internal sealed class RangeTest(
    IHostEnvironment environment, SequenceTrainerOptions trainerOptions, SequenceTask task, RowColumns columns,
    LearningRateRangeOptions range)
{
    private SequenceTrainerOptions _options = WithoutExtras(trainerOptions);

    /// <param name="input">The rows to train on; those that a fit would hold out are excluded here, too.</param>
    internal LearningRateRange Run(IDataView input)
    {
        using var channel = environment.Register(nameof(SequenceTrainer)).Start("LearningRateRangeTest");
        Action<OptionMessage> warn = new Warnings(channel, trainerOptions.Callbacks).Add;
        SequencesRuntime.Load();
        using var gradients = torch.inference_mode(false); // whatever mode the caller is in
        var start = StartingWeights.Of(_options);
        using var scope = torch.NewDisposeScope();
        int seed = _options.Seed ?? HostEnvironments.SeedOf(environment) ?? Random.Shared.Next();
        var setup = FitSetup.Read(environment, _options, start, task, columns, input, validationData: null, seed, warn);
        _options = setup.Options;

        using var signals = new SignalScope();
        using var threads = new ThreadScope(setup.Threads);
        using var precision = setup.SetPrecision();
        using var network = setup.BuildNetwork(Say);
        using var state = new TrainingState(network, setup.Objective, _options, validationLabels: 0, start.DecayTargets);
        using var step = new TrainingStep(
            network, setup.Objective, state, _options, setup.Precision, setup.Device, warn);
        var rates = new PartRates(_options, _options.ComparedMetricOf(setup.Objective), range.Steps);
        network.train();

        var batches = new EpochBatches(setup.Data, _options, seed, network, setup.Device);
        var curve = new LossCurve(range);
        long batch = 0;
        for (int epoch = 1; !curve.IsDone; epoch++)
            RunEpoch(epoch);
        var result = curve.ToRange(seed);
        Say(result.Headline);
        return result;

        // As in a fit, the batches left at an epoch's end make a step.
        void RunEpoch(int epoch)
        {
            int pending = 0;
            rates.Freeze([.. state.Weights, .. state.Moved], epoch);
            foreach (var sequences in batches.Of(epoch, first: batch))
            {
                step.Add(sequences, batch++);
                if (++pending < _options.GradientAccumulationSteps)
                    continue;
                Apply();
                if (curve.IsDone)
                    return;
                pending = 0;
            }

            if (pending > 0)
                Apply();
        }

        void Apply()
        {
            double rate = curve.NextRate;
            step.Apply(weight => rate * rates.FactorOf(weight));
            var (loss, weight) = step.EpochLosses;
            step.EpochLosses = (0, 0);
            curve.Add(loss / Math.Max(weight, BatchLoss.LeastWeight));
        }

        void Say(string message) => channel.Info(MessageSensitivity.None, message);
    }

    // Without what a fit does besides its steps. With separate validation data, no rows are held out.
    private static SequenceTrainerOptions WithoutExtras(SequenceTrainerOptions options)
    {
        var copy = options.Copy();
        if (copy.ValidationData is not null)
            copy.ValidationFraction = 0;
        (copy.ValidationData, copy.UnlabeledData, copy.Callbacks) = (null, null, []);
        (copy.CheckpointFolder, copy.WeightAverageDecay) = (null, null);
        return copy;
    }
}
