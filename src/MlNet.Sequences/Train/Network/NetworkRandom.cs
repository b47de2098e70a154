using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The random numbers of one network: its own generators, so that torch's global one is neither read nor moved. Those of a training step
/// follow from the seed and the step alone: a fit that resumes at a step draws what one that was left alone draws.
/// </summary>
internal sealed class NetworkRandom(int seed) : IDisposable
{
    private readonly Dictionary<string, torch.Generator> _generators = [];
    private ulong _seed = unchecked((uint)seed);
    private long _drawn;

    /// <summary>Begins the numbers of a batch of training, counted from 0 over all epochs.</summary>
    internal void MoveTo(long batch)
    {
        (_seed, _drawn) = (SeedOf(batch), 0);
        foreach (var generator in _generators.Values)
            generator.manual_seed(unchecked((long)_seed));
    }

    /// <summary>What fixes the numbers of a batch of training.</summary>
    internal ulong SeedOf(long batch) => Hashing.Mix(unchecked((uint)seed), batch + 1);

    /// <summary>A seed for numbers that torch does not draw, another one with each call.</summary>
    internal ulong NextSeed() => Hashing.Mix(_seed, ++_drawn);

    /// <summary>Uniform numbers from 0 to below 1, float32, on the device.</summary>
    internal torch.Tensor Uniform(torch.Device device, params long[] shape) =>
        torch.rand(shape, dtype: torch.float32, device: device, generator: On(device));

    /// <summary>Fills a tensor with uniform numbers from <c>-bound</c> to below <c>bound</c>.</summary>
    internal void FillUniform(torch.Tensor tensor, double bound)
    {
        using var noGradient = torch.no_grad();
        tensor.uniform_(-bound, bound, On(tensor.device));
    }

    public void Dispose()
    {
        foreach (var generator in _generators.Values)
            generator.Dispose();
        _generators.Clear();
    }

    private torch.Generator On(torch.Device device)
    {
        string name = device.ToString();
        if (!_generators.TryGetValue(name, out var generator))
            _generators[name] = generator = new torch.Generator(_seed, device);
        return generator;
    }
}
