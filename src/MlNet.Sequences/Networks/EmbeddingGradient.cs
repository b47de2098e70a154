using System.Numerics.Tensors;
using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// The gradient of an embedding, to which our own kernels and heads add outside torch's graph. A vocabulary's gradient is zero
/// except for a step's tokens: on a CPU it is kept from step to step, and only the touched rows are cleared.
/// </summary>
internal sealed unsafe class EmbeddingGradient(Embedding embedding) : IDisposable
{
    private const int TokensInPart = 256;

    private readonly List<int[]> _touched = []; // the tokens since the gradient was cleared
    private torch.Tensor? _own;

    private int Width => (int)embedding.weight!.shape[1];

    /// <summary>Adds to the rows of different tokens, on a CPU; the first is padding, which is not trained.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="rows"><c>[tokens, width]</c>.</param>
    internal void AddDistinct(int[] tokens, torch.Tensor rows)
    {
        int width = Width;
        float* gradients = Touch(tokens), added = TensorNumbers.PointerTo(rows);
        ParallelWork.ForRanges(tokens.Length, TokensInPart, torch.get_num_threads(), (from, to) =>
        {
            for (int i = Math.Max(1, from); i < to; i++)
            {
                var row = new Span<float>(gradients + ((long)tokens[i] * width), width);
                TensorPrimitives.Add(row, new ReadOnlySpan<float>(added + ((long)i * width), width), row);
            }
        });
    }

    /// <summary>Adds to the rows of tokens, of which several may be the same, in a fixed order.</summary>
    /// <param name="tokens">The tokens; padding is not trained.</param>
    /// <param name="rows"><c>[tokens, width]</c>.</param>
    internal void Add(long[] tokens, torch.Tensor rows)
    {
        if (rows.device_type != DeviceType.CPU)
        {
            // torch sorts the tokens.
            using var gradients = torch.enable_grad();
            using var places = DeviceMemory.Send(torch.tensor(tokens), rows.device);
            embedding.call(places).backward([rows]);
            return;
        }

        int width = Width;
        rows = rows.contiguous();
        float* gradient = Touch(Array.ConvertAll(tokens, token => (int)token)), added = TensorNumbers.PointerTo(rows);
        for (int i = 0; i < tokens.Length; i++)
        {
            if (tokens[i] == 0)
                continue;
            var row = new Span<float>(gradient + (tokens[i] * width), width);
            TensorPrimitives.Add(row, new ReadOnlySpan<float>(added + ((long)i * width), width), row);
        }

        GC.KeepAlive(rows);
    }

    /// <summary>Adds to the rows of all tokens except padding.</summary>
    /// <param name="rows"><c>[vocabulary, width]</c>.</param>
    internal void AddToAll(torch.Tensor rows) =>
        TensorArithmetic.Add(ParameterGradient.Of(embedding.weight!).narrow(0, 1, rows.shape[0]), rows);

    public void Dispose() => _own?.Dispose();

    private float* Touch(int[] tokens)
    {
        int width = Width;
        if (embedding.weight!.grad is null)
        {
            _own ??= torch.zeros_like(embedding.weight).DetachFromDisposeScope();
            float* gradients = TensorNumbers.PointerTo(_own);
            foreach (int token in _touched.SelectMany(touched => touched))
                new Span<float>(gradients + ((long)token * width), width).Clear();
            _touched.Clear();
            embedding.weight.grad = _own;
        }

        float* pending = TensorNumbers.PointerTo(embedding.weight.grad!);
        // Otherwise torch computed the gradient, or another head.
        if (_own is not null && pending == TensorNumbers.PointerTo(_own))
            _touched.Add(tokens);
        return pending;
    }
}
