using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Uniform numbers generated on the device where they are used: TorchSharp has generators for the CPU only, and their numbers
/// would have to be copied. They depend only on the seed and their index: the finalizer of SplitMix64 (Steele et al. 2014, figure
/// 15) in torch's integers. Nothing here waits for the device.
/// </summary>
internal sealed class DeviceNoise : IDisposable
{
    // A step's masks are many and small, so they share one chunk, made by a dozen operations.
    private const long ChunkSize = 1 << 19;

    private const long FirstFactor = unchecked((long)0xBF58476D1CE4E5B9), SecondFactor = unchecked((long)0x94D049BB133111EB);
    private const int Bits = 24; // the precision of a float32 below 1

    private readonly torch.Device _device;
    private readonly torch.Tensor _firstShift, _secondShift, _lastShift, _mask;
    private readonly torch.Tensor _places; // int64 [ChunkSize]
    private ulong _seed;
    private long _chunks, _used = ChunkSize;
    private torch.Tensor? _chunk; // float32 [ChunkSize]
    private bool _ownsChunk;

    internal DeviceNoise(torch.Device device, ulong seed)
    {
        (_device, _seed) = (device, seed);
        (_firstShift, _secondShift, _lastShift, _mask) = (
            Constant(30), Constant(27), Constant(64 - Bits), Constant((1L << Bits) - 1));
        _places = Places(ChunkSize).DetachFromDisposeScope();
    }

    /// <summary>Starts a new sequence of numbers.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="first">
    /// What <see cref="First"/> returned for this seed, or null. It must stay alive while numbers are drawn from it.
    /// </param>
    internal void MoveTo(ulong seed, torch.Tensor? first = null)
    {
        (_seed, _chunks, _used) = (seed, 0, ChunkSize);
        if (first is not null)
            Use(first, owns: false);
    }

    /// <summary>The first numbers of a seed. Any thread may make them in advance; the caller disposes them.</summary>
    internal torch.Tensor First(ulong seed) => Make(seed, chunk: 0, ChunkSize).DetachFromDisposeScope();

    /// <summary>The next numbers, in [0, 1), float32.</summary>
    internal torch.Tensor Take(long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        if (count > ChunkSize)
            return Make(_seed, _chunks++, count).view(shape);
        if (_used + count > ChunkSize)
            Use(Make(_seed, _chunks, ChunkSize).DetachFromDisposeScope(), owns: true);

        var taken = _chunk!.narrow(0, _used, count).view(shape);
        _used += count;
        return taken;
    }

    public void Dispose()
    {
        foreach (var tensor in (torch.Tensor?[])[
            _firstShift, _secondShift, _lastShift, _mask, _places, _ownsChunk ? _chunk : null])
            tensor?.Dispose();
    }

    private void Use(torch.Tensor chunk, bool owns)
    {
        if (_ownsChunk)
            _chunk!.Dispose();
        (_chunk, _ownsChunk, _used, _chunks) = (chunk, owns, 0, _chunks + 1);
    }

    // [count]. A shift here copies the sign bit, where SplitMix64's shifts in zeros; the xor with it is still invertible.
    private torch.Tensor Make(ulong seed, long chunk, long count)
    {
        using Scalar start = unchecked((long)Hashing.Mix(seed, chunk)), first = FirstFactor, second = SecondFactor, one = 1L;
        using Scalar unit = 1.0 / (1 << Bits);
        using var scope = torch.NewDisposeScope();
        var z = (count == ChunkSize ? _places : Places(count)).add(start, one);
        z.bitwise_xor_(z.bitwise_right_shift(_firstShift)).mul_(first);
        z.bitwise_xor_(z.bitwise_right_shift(_secondShift)).mul_(second);
        // The last round changes only the lower bits.
        return z.bitwise_right_shift_(_lastShift).bitwise_and_(_mask).to(torch.float32).mul_(unit).MoveToOuterDisposeScope();
    }

    private torch.Tensor Places(long count) => TensorArithmetic.Range(count, _device);

    private torch.Tensor Constant(long value) => torch.tensor(value, dtype: torch.int64).to(_device).DetachFromDisposeScope();
}
