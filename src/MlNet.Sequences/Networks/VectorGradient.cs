using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The gradient with respect to the vectors of a batch, whether torch computed it or our own kernels: of the last backward pass
/// of a network whose input is vectors.
/// </summary>
/// <param name="width">The size of a vector.</param>
internal sealed class VectorGradient(int width)
{
    private torch.Tensor? _leaf; // of torch's graph, [time, batch, width]
    private float[] _steps = []; // what our own kernels computed

    /// <summary>The vectors, where torch's backward pass ends.</summary>
    /// <param name="steps"><c>[time, batch, width]</c>.</param>
    internal torch.Tensor Watch(torch.Tensor steps) => _leaf = steps.detach().requires_grad_();

    /// <summary>Keeps what our own kernels computed.</summary>
    /// <param name="rows"><c>[rows, width]</c>.</param>
    /// <param name="batch">Has the positions of the sequences.</param>
    internal void Set(ReadOnlySpan<float> rows, PackedBatch batch)
    {
        _leaf = null;
        _steps = new float[batch.Lengths.Sum() * width];
        for (int i = 0, next = 0; i < batch.Size; i++)
        {
            int count = batch.Lengths[i] * width;
            rows.Slice(batch.Starts[i] * width, count).CopyTo(_steps.AsSpan(next));
            next += count;
        }
    }

    /// <summary>The gradient at the true steps, sequence after sequence: <c>[steps, width]</c>.</summary>
    internal float[] Take(SequenceBatch batch)
    {
        if (_leaf is null)
            return _steps;
        using var scope = torch.NewDisposeScope();
        var steps = _leaf.grad!.transpose(0, 1).flatten(0, 1).index_select(0, batch.StepPlaces);    // [steps, width]
        _leaf = null;
        return MemoryMarshal.Cast<byte, float>(steps.cpu().contiguous().bytes).ToArray();
    }
}
