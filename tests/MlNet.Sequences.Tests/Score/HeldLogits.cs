using System.Buffers;

namespace MlNet.Sequences.Tests;

/// <summary>
/// Memory for logits that holds whoever asks for it, so that a score is surely in progress for as long as a test wants it to be.
/// </summary>
internal sealed class HeldLogits(int length) : MemoryManager<float>
{
    private readonly float[] _logits = new float[length];
    private readonly ManualResetEventSlim _begun = new(), _released = new();

    internal float[] Values => _logits;

    // Memory itself asks for the span.
    public override Memory<float> Memory => CreateMemory(_logits.Length);

    /// <summary>Waits until a score has begun.</summary>
    internal void WaitUntilBegun() => _begun.Wait();

    /// <summary>Lets all scores go on.</summary>
    internal void Release() => _released.Set();

    public override Span<float> GetSpan()
    {
        _begun.Set();
        _released.Wait();
        return _logits;
    }

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
    }
}
