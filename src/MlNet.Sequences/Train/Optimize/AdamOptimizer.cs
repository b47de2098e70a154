using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1), with weight decay added to the gradient or decoupled from it (Loshchilov and Hutter
/// 2019, algorithm 2). β₁ = 0.9, β₂ = 0.999 and ε = 1e-8, as in both papers.
/// </summary>
internal sealed class AdamOptimizer(
    IReadOnlyList<TrainedWeight> weights, double weightDecay, bool isDecoupled, IReadOnlyList<torch.Tensor>? decayTargets)
        : Optimizer(weights, decayTargets)
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    private readonly torch.Tensor[] _means = ZerosLike(weights);
    private readonly torch.Tensor[] _squares = ZerosLike(weights);
    private readonly torch.Tensor _newPart = // a scalar
        DeviceMemory.Send(torch.tensor((float)(1 - Beta1)), weights[0].Value.device).DetachFromDisposeScope();

    private protected override IEnumerable<(string Name, IReadOnlyList<torch.Tensor> Values)> Memory() =>
        [("exp_avg", _means), ("exp_avg_sq", _squares)];

    public override void Dispose()
    {
        _newPart.Dispose();
        base.Dispose();
    }

    private protected override void Update(int index, torch.Tensor weight, torch.Tensor gradient, double rate, long step)
    {
        // Both averages start at 0, which the first steps correct.
        double distanceCorrection = 1 / Math.Sqrt(1 - Math.Pow(Beta2, step)), correctedRate = rate / (1 - Math.Pow(Beta1, step));
        if (FusedAdam.CanUpdate(weight, gradient, _means[index], _squares[index]))
        {
            new FusedAdam(
                (float)Beta1, (float)Beta2, (float)distanceCorrection, (float)Epsilon, (float)correctedRate,
                Decay: isDecoupled ? (float)(1 - rate * weightDecay) : 1, GradientDecay: isDecoupled ? 0 : (float)weightDecay)
                .Update(weight, gradient, _means[index], _squares[index], DecayTarget(index));
            return;
        }

        if (weightDecay > 0 && isDecoupled)
        {
            Multiply(weight, 1 - rate * weightDecay);
            if (DecayTarget(index) is { } target)
                TensorArithmetic.Add(weight, target, rate * weightDecay);
        }

        using Scalar decay = weightDecay;
        using var decayed = weightDecay > 0 && !isDecoupled ? gradient.add(weight, decay) : null;
        if (decayed is not null && DecayTarget(index) is { } start)
            TensorArithmetic.Add(decayed, start, -weightDecay);
        gradient = decayed ?? gradient;

        var (mean, square) = (_means[index], _squares[index]);
        mean.lerp_(gradient, _newPart);
        Multiply(square, Beta2);
        using Scalar newPart = 1 - Beta2;
        square.addcmul_(gradient, gradient, newPart);

        // Moving the correction from the denominator to the rate saves an operation.
        using Scalar stepSize = -correctedRate / distanceCorrection;
        using var distance = square.sqrt();
        TensorArithmetic.Add(distance, Epsilon / distanceCorrection);
        weight.addcdiv_(mean, distance, stepSize);
    }
}
