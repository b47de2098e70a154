using Microsoft.ML.OnnxRuntime;

namespace MlNet.Sequences;

/// <summary>
/// Sequences as an exported model reads them: contiguous, padded at the end to the longest, in a pooled array.
/// </summary>
internal sealed class PaddedBatch : IDisposable
{
    private Action? _return;

    private PaddedBatch(OrtValue value, Action giveBack) => (Value, _return) = (value, giveBack);

    /// <summary>
    /// Tokens, int64 <c>[batch, time]</c>; or numbers, float32 <c>[batch, time, channels]</c>. A view of the array.
    /// </summary>
    internal OrtValue Value { get; }

    /// <summary>The steps of each sequence, padding included.</summary>
    internal int Time => (int)Value.GetTensorTypeAndShape().Shape[1];

    internal static PaddedBatch OfTokens(SequenceBuffer buffer, int[] batch)
    {
        int time = TimeOf(buffer, batch), row = 0;
        long[] tokens = PooledArray.Of<long>(checked(batch.Length * time));
        foreach (int sequence in batch)
        {
            var padded = tokens.AsSpan(row++ * time, time);
            var own = buffer.TokensOf(sequence);
            for (int i = 0; i < own.Length; i++)
                padded[i] = own[i];
            padded[own.Length..].Clear();
        }

        return Create(tokens, batch.Length, time);
    }

    internal static PaddedBatch OfValues(SequenceBuffer buffer, int[] batch)
    {
        int time = TimeOf(buffer, batch), channels = buffer.Input.Channels, row = 0;
        float[] values = PooledArray.Of<float>(checked(batch.Length * time * channels));
        foreach (int sequence in batch)
        {
            var padded = values.AsSpan(row++ * time * channels, time * channels);
            var own = buffer.ValuesOf(sequence);
            own.CopyTo(padded);
            padded[own.Length..].Fill(float.NaN);
        }

        return Create(values, batch.Length, time, channels);
    }

    public void Dispose()
    {
        Value.Dispose(); // releases the array
        Interlocked.Exchange(ref _return, null)?.Invoke();
    }

    // A batch of only empty sequences has a step of padding: an empty array has no memory to point to.
    private static int TimeOf(SequenceBuffer buffer, int[] batch) => Math.Max(1, batch.Max(buffer.LengthOf));

    private static PaddedBatch Create<T>(T[] array, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        long items = 1;
        foreach (long size in shape)
            items *= size;
        return new(
            OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, array.AsMemory(0, (int)items), shape.ToArray()),
            () => PooledArray.Return(ref array));
    }
}
