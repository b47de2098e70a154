using TorchSharp;

namespace MlNet.Sequences;

/// <summary>A step of training: the gradients of one batch or of several, and the new weights that come of them.</summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly SequenceNetwork _network;
    private readonly Objective _objective;
    private readonly TrainingState _state;
    private readonly double? _clippingNorm;
    private readonly torch.Tensor _pending; // [2]: the losses and the weights of the batches since the last step
    private readonly torch.Tensor _epoch; // [2]: the same of the steps of the epoch; read once an interval

    internal TrainingStep(SequenceNetwork network, Objective objective, TrainingState state, double? clippingNorm, torch.Device device)
    {
        (_network, _objective, _state, _clippingNorm) = (network, objective, state, clippingNorm);
        _pending = torch.zeros(2, dtype: torch.float64, device: device).DetachFromDisposeScope();
        _epoch = torch.zeros(2, dtype: torch.float64, device: device).DetachFromDisposeScope();
    }

    /// <summary>The losses of the epoch's steps summed up by weight, and the sum of the weights.</summary>
    internal (double Loss, double Weight) EpochLosses
    {
        get
        {
            // Of its own: a fit of hours asks often.
            using var scope = torch.NewDisposeScope();
            var sums = _epoch.cpu();
            return (sums[0].item<double>(), sums[1].item<double>());
        }

        set
        {
            using var sums = torch.tensor([value.Loss, value.Weight], dtype: torch.float64);
            _epoch.copy_(sums);
        }
    }

    /// <summary>Adds a batch's gradients.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="number">Its number over all epochs, from 0: it fixes what is dropped.</param>
    internal void Add(SequenceBatch batch, long number)
    {
        using var scope = torch.NewDisposeScope();
        _network.Random.MoveTo(number);
        var loss = _objective.Loss(_network.call(batch), batch.Labels, batch.Weights);
        _network.Backward(loss.Sum);
        _pending.add_(torch.stack([loss.Sum.detach(), loss.Weight]));
    }

    /// <summary>Makes the step of the batches that were added.</summary>
    /// <param name="rateOf">The learning rate of each part.</param>
    internal void Apply(Func<NetworkPart, double> rateOf)
    {
        using var scope = torch.NewDisposeScope();
        Gradients.Average(_state.Weights, _pending[1].to(torch.float32), _clippingNorm);
        _state.Optimizer.Step(rateOf);
        _state.Optimizer.ForgetGradients();
        _state.Average?.Update(_state.Position.Step);
        _epoch.add_(_pending);
        _pending.zero_();
    }

    public void Dispose()
    {
        _pending.Dispose();
        _epoch.Dispose();
    }
}
