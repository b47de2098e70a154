using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The random numbers of one network: its own generators, so that torch's global one is neither read nor advanced. Those of a
/// training step depend only on the seed and the step: a fit that resumes at a step draws what an uninterrupted fit draws.
/// </summary>
internal sealed class NetworkRandom(int seed) : IDisposable
{
    private ulong _seed = unchecked((uint)seed);
    private torch.Generator? _generator;
    private volatile DeviceNoise? _noise; // on a GPU, after the network's first draw
    private long _drawn;

    /// <summary>Starts the numbers of a training batch.</summary>
    /// <param name="batch">The batch's number, from 0 over all epochs.</param>
    /// <param name="ahead">What <see cref="Ahead"/> returned for it, or null.</param>
    internal void MoveTo(long batch, torch.Tensor? ahead = null) => Restart(SeedOf(batch), ahead);

    /// <summary>Starts the numbers of a seed, which may be repeated: what is drawn after it is the same each time.</summary>
    /// <param name="seed">One from <see cref="NextSeed"/>.</param>
    /// <param name="ahead">The first numbers of the seed, or null.</param>
    internal void Restart(ulong seed, torch.Tensor? ahead = null)
    {
        (_seed, _drawn) = (seed, 0);
        _generator?.manual_seed(unchecked((long)_seed));
        _noise?.MoveTo(_seed, ahead);
    }

    /// <summary>
    /// The first numbers of a batch, made by another thread in advance; null on a CPU, or before the first draw.
    /// </summary>
    internal torch.Tensor? Ahead(long batch) => _noise?.First(SeedOf(batch));

    /// <summary>The seed of a training batch's numbers.</summary>
    internal ulong SeedOf(long batch) => Hashing.Mix(unchecked((uint)seed), batch + 1);

    /// <summary>A seed for numbers that torch does not draw, a different one with each call.</summary>
    internal ulong NextSeed() => Hashing.Mix(_seed, ++_drawn);

    /// <summary>Uniform numbers in [0, 1), float32, on the device; a network uses only one device.</summary>
    internal torch.Tensor Uniform(torch.Device device, params long[] shape) => device.type == DeviceType.CPU
        ? torch.rand(shape, dtype: torch.float32, device: device, generator: Generator)
        : (_noise ??= new DeviceNoise(device, _seed)).Take(shape);

    /// <summary>Fills a tensor on the CPU with uniform numbers in [<c>-bound</c>, <c>bound</c>).</summary>
    internal void FillUniform(torch.Tensor tensor, double bound)
    {
        using var noGradient = torch.no_grad();
        tensor.uniform_(-bound, bound, Generator);
    }

    public void Dispose()
    {
        _generator?.Dispose();
        _noise?.Dispose();
    }

    private torch.Generator Generator => _generator ??= new torch.Generator(_seed, torch.CPU);
}
