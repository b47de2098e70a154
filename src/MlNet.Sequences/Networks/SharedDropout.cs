using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Dropout with one mask for all time steps of a sequence (Gal and Ghahramani 2016, section 4): sounder for recurrent networks,
/// and it draws <c>batch × features</c> random numbers where elementwise dropout draws <c>time</c> times as many.
/// </summary>
internal static class SharedDropout
{
    /// <param name="steps"><c>[time, batch, features]</c>, or <c>[batch, features]</c>.</param>
    /// <param name="rate">The fraction that is set to 0; the rest is scaled by 1 / (1 - rate).</param>
    /// <param name="training">False leaves the steps unchanged.</param>
    /// <param name="random">The source of the mask.</param>
    internal static torch.Tensor Apply(torch.Tensor steps, double rate, bool training, NetworkRandom random)
    {
        if (!training || rate == 0)
            return steps;
        long[] shape = [.. steps.shape];
        if (shape.Length == 3)
            shape[0] = 1; // [1, batch, features]
        return steps * Mask(steps.device, shape, rate, random);
    }

    /// <summary>The factors: 0 for what is dropped, and 1 / (1 - rate) for the rest, float32.</summary>
    internal static torch.Tensor Mask(torch.Device device, long[] shape, double rate, NetworkRandom random) =>
        random.Uniform(device, shape).IsAtLeast(rate).Times(1 / (1 - rate));
}
