using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The exponential moving average of the weights (Polyak and Juditsky 1992, in the form of Tarvainen and Valpola 2017, section
/// 3): after each step <c>average = d × average + (1 - d) × weight</c>. In the first steps d is the lower (1 + step) / (10 +
/// step), which soon forgets the random start.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly IReadOnlyList<TrainedWeight> _weights;
    private readonly torch.Tensor[] _averages;
    private readonly double _decay;

    internal WeightAverage(IReadOnlyList<TrainedWeight> weights, double decay)
    {
        (_weights, _decay) = (weights, decay);
        using var noGradient = torch.no_grad();
        _averages = [.. weights.Select(weight => weight.Value.detach().clone().DetachFromDisposeScope())];
    }

    internal IEnumerable<(string Name, torch.Tensor Value)> State() =>
        _weights.Select((weight, i) => (weight.Name, _averages[i]));

    /// <summary>Updates the averages after a step.</summary>
    /// <param name="step">The steps before this one.</param>
    internal void Update(long step)
    {
        using var noGradient = torch.no_grad();
        float newPart = (float)(1 - Math.Min(_decay, (1.0 + step) / (10 + step)));
        using var part = DeviceMemory.Send(torch.tensor(newPart), _averages[0].device); // a scalar
        for (int i = 0; i < _averages.Length; i++)
            _averages[i].lerp_(_weights[i].Value, part);
    }

    /// <summary>Replaces the weights by the averages until the result is disposed.</summary>
    internal IDisposable InPlaceOfWeights()
    {
        Swap();
        return new Swapped(this);
    }

    internal void CopyToWeights()
    {
        using var noGradient = torch.no_grad();
        for (int i = 0; i < _averages.Length; i++)
            _weights[i].Value.copy_(_averages[i]);
    }

    public void Dispose()
    {
        foreach (var average in _averages)
            average.Dispose();
    }

    private void Swap()
    {
        using var noGradient = torch.no_grad();
        for (int i = 0; i < _averages.Length; i++)
        {
            using var kept = _weights[i].Value.detach().clone();
            _weights[i].Value.copy_(_averages[i]);
            _averages[i].copy_(kept);
        }
    }

    private sealed class Swapped(WeightAverage average) : IDisposable
    {
        public void Dispose() => average.Swap();
    }
}
