using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The random numbers of one network: its own generators, so that torch's global one is neither read nor moved. Those of a
/// training step follow from the seed and the step alone: a fit that resumes at a step draws what one that was left alone draws.
/// </summary>
internal sealed class NetworkRandom(int seed) : IDisposable
{
    private ulong _seed = unchecked((uint)seed);
    private torch.Generator? _generator;
    private volatile DeviceNoise? _noise; // on a GPU, once a network has drawn
    private long _drawn;

    /// <summary>Begins the numbers of a batch of training.</summary>
    /// <param name="batch">The batch's number, from 0 over all epochs.</param>
    /// <param name="ahead">What <see cref="Ahead"/> made for it, or null.</param>
    internal void MoveTo(long batch, torch.Tensor? ahead = null)
    {
        (_seed, _drawn) = (SeedOf(batch), 0);
        _generator?.manual_seed(unchecked((long)_seed));
        _noise?.MoveTo(_seed, ahead);
    }

    /// <summary>
    /// The first numbers of a batch, for another thread to make before it is the batch's turn; null where they are drawn on a
    /// CPU, or have not been drawn at all yet.
    /// </summary>
    internal torch.Tensor? Ahead(long batch) => _noise?.First(SeedOf(batch));

    /// <summary>What fixes the numbers of a batch of training.</summary>
    internal ulong SeedOf(long batch) => Hashing.Mix(unchecked((uint)seed), batch + 1);

    /// <summary>A seed for numbers that torch does not draw, another one with each call.</summary>
    internal ulong NextSeed() => Hashing.Mix(_seed, ++_drawn);

    /// <summary>Uniform numbers from 0 to below 1, float32, on the device; a network is on one alone.</summary>
    internal torch.Tensor Uniform(torch.Device device, params long[] shape) => device.type == DeviceType.CPU
        ? torch.rand(shape, dtype: torch.float32, device: device, generator: Generator)
        : (_noise ??= new DeviceNoise(device, _seed)).Take(shape);

    /// <summary>Fills a tensor on the CPU with uniform numbers from <c>-bound</c> to below <c>bound</c>.</summary>
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
