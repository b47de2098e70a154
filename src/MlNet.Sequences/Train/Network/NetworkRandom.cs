using TorchSharp;

namespace MlNet.Sequences;

/// <summary>The random numbers of one network: its own generators, so that torch's global one is neither read nor moved.</summary>
internal sealed class NetworkRandom(int seed) : IDisposable
{
    private readonly Dictionary<string, torch.Generator> _generators = [];

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
            _generators[name] = generator = new torch.Generator(unchecked((uint)seed), device);
        return generator;
    }
}
