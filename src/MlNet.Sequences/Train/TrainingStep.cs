using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>A step of training: the gradients of one batch or of several, and the weights updated by them.</summary>
/// <remarks>
/// If a device runs out of memory for a batch, the step's gradients are computed again with its batches in halves, quarters and
/// so on; all later batches are split likewise.
/// </remarks>
internal sealed class TrainingStep : IDisposable
{
    private readonly SequenceNetwork _network;
    private readonly Objective _objective;
    private readonly TrainingState _state;
    private readonly double? _clippingNorm;
    private readonly AdversarialPasses? _adversarial;
    private readonly TrainingPrecision _precision;
    private readonly torch.Device _device;
    private readonly Action<OptionMessage> _warn;
    private readonly torch.Tensor _epochLoss; // a scalar: the losses of the epoch's steps; read once per interval
    private readonly List<torch.Tensor> _losses = []; // scalars: those since the last step
    private readonly List<(SequenceBatch Batch, long Number)> _batches = []; // since the last step
    private double _epochWeight;
    private int _parts = 1; // of each batch
    private bool _hasReleased; // torch's cached device memory, at this number of parts

    internal TrainingStep(
        SequenceNetwork network, Objective objective, TrainingState state, SequenceTrainerOptions options,
        TrainingPrecision precision, torch.Device device, Action<OptionMessage> warn)
    {
        (_network, _objective, _state, _clippingNorm, _precision, _device, _warn) = (
            network, objective, state, options.GradientClippingNorm, precision, device, warn);
        _adversarial = options.AdversarialTraining == AdversarialTraining.None
            ? null
            : new(network, objective, options, Call);
        _epochLoss = torch.zeros([], dtype: torch.float64, device: device).DetachFromDisposeScope();
    }

    /// <summary>The losses of the epoch's steps, summed by weight, and the sum of the weights.</summary>
    internal (double Loss, double Weight) EpochLosses
    {
        get
        {
            // A separate scope, since a long fit calls this often.
            using var scope = torch.NewDisposeScope();
            return (_epochLoss.cpu().item<double>(), _epochWeight);
        }

        set
        {
            using var loss = torch.tensor(value.Loss, dtype: torch.float64);
            _epochLoss.copy_(loss);
            _epochWeight = value.Weight;
        }
    }

    /// <summary>Accumulates a batch's gradients.</summary>
    /// <param name="batch">The batch; it is disposed after the step.</param>
    /// <param name="number">Its number over all epochs, from 0: it determines dropout.</param>
    /// <exception cref="InvalidOperationException">The device runs out of memory on a single sequence of the batch.</exception>
    internal void Add(SequenceBatch batch, long number)
    {
        _batches.Add((batch, number));
        int from = _batches.Count - 1;
        while (!TryAdd(from))
        {
            // The gradients contain what the batch added before it failed.
            _state.ForgetGradients();
            ForgetLosses();
            from = 0;
        }
    }

    /// <summary>Applies the gradients of the batches that were added.</summary>
    /// <param name="rateOf">The learning rate of each part.</param>
    internal void Apply(Func<TrainedWeight, double> rateOf)
    {
        using var scope = torch.NewDisposeScope();
        double weight = _batches.Sum(added => WeightOf(added.Batch.Packed));
        Gradients.Average(_state.Gradients(), weight, _clippingNorm);
        _state.Optimizer.Step(rateOf);
        _state.ForgetGradients();
        _state.Average?.Update(_state.Position.Step);
        foreach (var loss in _losses)
            TensorArithmetic.Add(_epochLoss, loss);
        _epochWeight += weight;
        ForgetLosses();
        ForgetBatches();
    }

    public void Dispose()
    {
        ForgetLosses();
        ForgetBatches();
        _epochLoss.Dispose();
    }

    private bool TryAdd(int from)
    {
        try
        {
            foreach (var (batch, number) in _batches.Skip(from))
                AddGradients(batch, number);
            _hasReleased = false;
            return true;
        }
        catch (ExternalException failure) when (!_hasReleased && DeviceMemory.IsExhaustedOutsideTorch(failure))
        {
            DeviceMemory.Release(_device);
            _hasReleased = true;
            return false;
        }
        catch (ExternalException failure) when (DeviceMemory.IsExhausted(failure))
        {
            Divide(failure);
            return false;
        }
    }

    private void AddGradients(SequenceBatch batch, long number)
    {
        _network.Random.MoveTo(number, batch.Noise);
        using var dropout = WeightDropout.Apply(_network.Body, _network.Random);
        if (_parts == 1)
        {
            AddPart(batch);
            return;
        }

        foreach (var part in batch.Split(_parts))
        {
            using (part)
                AddPart(part);
        }
    }

    private void AddPart(SequenceBatch batch)
    {
        using var scope = torch.NewDisposeScope();
        var loss = _adversarial?.Add(batch, WeightOf(batch.Packed)) ?? AddLoss(batch);
        _losses.Add(loss.Sum.detach().DetachFromDisposeScope());
    }

    private BatchLoss AddLoss(SequenceBatch batch)
    {
        var loss = _objective.Loss(Call(batch), batch.Targets, batch.Weights);
        _network.Backward(loss.Sum);
        return loss;
    }

    // Known on the host; a GPU would need several operations.
    private double WeightOf(PackedBatch batch)
    {
        var (values, weights) = batch.Targets;
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
            sum += weights[i] * _objective.ClassWeight(values[i * batch.Target.Width]);
        return sum;
    }

    // The loss and the backward pass are outside: autocast's forward casts are reversed automatically.
    private torch.Tensor Call(SequenceBatch batch)
    {
        using var autocast = _precision == TrainingPrecision.Bfloat16 ? new AutocastScope(_device.type) : null;
        return _network.call(batch).to(torch.float32);  // [answers, outputs]
    }

    private void Divide(ExternalException failure)
    {
        int greatest = _batches.Max(pending => pending.Batch.Size),
        longest = _batches.Max(pending => pending.Batch.LongestLength);
        if (_parts >= greatest)
        {
            var remedy = _device.type == DeviceType.CPU
                ? (OptionMessage)$""
                : $", set {nameof(SequenceTrainerOptions.Precision):option} to Bfloat16, or train on the CPU";
            throw OptionMessage.Invalid(
                $"Device {_device} ran out of memory on a training step of a single sequence of up to {longest} time steps. " +
                $"Truncate the sequences, make the network smaller{remedy}.",
                failure);
        }

        (_parts, _hasReleased) = (_parts * 2, false);
        _warn(
            $"Device {_device} ran out of memory on a batch of {greatest} sequences of up to {longest} time steps: from now " +
            $"on each batch is computed in {_parts} parts, whose gradients make one step. " +
            $"{nameof(SequenceTrainerOptions.BatchSize):option} {Math.Max(1, greatest / _parts)} with {_parts} times the " +
            $"{nameof(SequenceTrainerOptions.GradientAccumulationSteps):option} avoids the failed attempt.");
    }

    private void ForgetLosses()
    {
        foreach (var loss in _losses)
            loss.Dispose();
        _losses.Clear();
    }

    private void ForgetBatches()
    {
        foreach (var (batch, _) in _batches)
            batch.Dispose();
        _batches.Clear();
    }
}
