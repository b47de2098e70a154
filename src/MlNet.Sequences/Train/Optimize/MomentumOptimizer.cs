using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Stochastic gradient descent with momentum (Sutskever et al. 2013, equations 1 and 2, with the rate outside of the velocity as
/// in PyTorch), with weight decay added to the gradient.
/// </summary>
internal sealed class MomentumOptimizer(
    IReadOnlyList<TrainedWeight> weights, double momentum, double weightDecay, IReadOnlyList<torch.Tensor>? decayTargets)
        : Optimizer(weights, decayTargets)
{
    private readonly torch.Tensor[] _velocities = ZerosLike(weights);

    private protected override IEnumerable<(string Name, IReadOnlyList<torch.Tensor> Values)> Memory() =>
        [("momentum_buffer", _velocities)];

    private protected override void Update(int index, torch.Tensor weight, torch.Tensor gradient, double rate, long step)
    {
        Multiply(_velocities[index], momentum);
        TensorArithmetic.Add(_velocities[index], gradient);
        if (weightDecay > 0)
            TensorArithmetic.Add(_velocities[index], weight, weightDecay);
        if (DecayTarget(index) is { } target)
            TensorArithmetic.Add(_velocities[index], target, -weightDecay);
        TensorArithmetic.Add(weight, _velocities[index], -rate);
    }
}
