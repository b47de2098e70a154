using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// A recurrent network from its tokens or numbers to its states, pooled or of each step, on the CPU, without padding: each
/// distinct token of a batch is projected once, and our own kernels run the steps. Computes the same function as torch's layers,
/// forward and backward.
/// </summary>
/// <remarks>
/// It keeps buffers for the next batch, so it serves one caller at a time, though it uses several threads itself.
/// </remarks>
internal sealed unsafe class FusedPass : IDisposable
{
    private readonly RecurrentArchitecture _settings;
    private readonly InputLayer _input;
    private readonly FusedDirection[][] _layers; // [layers][directions]
    private readonly FusedInput _firstInput;
    private readonly FusedBuffer _products = new(), _pooled = new();
    private readonly FusedBuffer[] _inputs, _factors, _states, _gradients = [new(), new()];
    private int[] _rows = [];
    private PackedBatch? _batch;
    private FusedPooling? _pooling;
    private bool _hasDropout; // of the last batch

    /// <param name="settings">The network's settings.</param>
    /// <param name="kernel">Runs its cell.</param>
    /// <param name="input">Its first layer.</param>
    /// <param name="layers">Its recurrent layers.</param>
    internal FusedPass(RecurrentArchitecture settings, RecurrenceKernel kernel, InputLayer input, RecurrentLayers layers)
    {
        (_settings, _input) = (settings, input);
        _layers =
        [
            .. layers.Layers.Select(
                layer => layer.Select((module, d) => new FusedDirection(kernel, module, settings.HiddenSize, isReversed: d == 1))
                .ToArray()),
        ];
        (_inputs, _factors, _states) = (Buffers(), Buffers(), Buffers());
        _firstInput = new(input, settings.EmbeddingSize, _inputs[0], _factors[0]);

        FusedBuffer[] Buffers() => [.. _layers.Select(_ => new FusedBuffer())];
    }

    private int Directions => _settings.Bidirectional ? 2 : 1;

    private int Width => _settings.HiddenSize * Directions;

    /// <summary>
    /// Computes the states of a batch, for <see cref="Pool"/> or <see cref="Steps"/>. The caller has disabled gradients.
    /// </summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="random">
    /// The source of dropout; null without dropout, where a sequence's states are bit for bit the same in any batch.
    /// </param>
    /// <param name="isTraced">Whether a backward pass follows.</param>
    /// <param name="vocabulary">
    /// Each direction's products of the whole vocabulary, if known: see <see cref="ProjectVocabulary"/>.
    /// </param>
    internal void Forward(PackedBatch batch, NetworkRandom? random, bool isTraced, FusedBuffer[]? vocabulary = null)
    {
        int threads = torch.get_num_threads();
        (_batch, _hasDropout) = (batch, random is not null);
        int[] places = vocabulary is null ? _firstInput.Read(batch, random) ?? OwnRows(batch.Rows) : batch.Tokens;
        for (int i = 0; i < _layers.Length; i++)
        {
            if (i > 0)
            {
                _states[i - 1].Span.CopyTo(_inputs[i].Resize(batch.Rows, Width).Span);
                if (random is not null && _settings.RecurrentDropout > 0)
                    FusedDropout.Apply(_inputs[i], _factors[i], batch, _settings.RecurrentDropout, random.NextSeed());
                places = OwnRows(batch.Rows);
            }

            var known = i == 0 ? vocabulary : null;
            using var vectors = known is null ? _inputs[i].Matrix : null;
            FusedDirection.ClearBetween(batch, _states[i].Resize(batch.Rows, Width));
            for (int d = 0; d < Directions; d++)
            {
                if (vectors is not null && random is not null)
                    _layers[i][d].Project(vectors, _products);
                else if (vectors is not null)
                    _layers[i][d].ProjectEach(_inputs[i].Pointer, (int)_inputs[i].Rows, _products, threads);
                _layers[i][d]
                    .Forward(
                        known?[d] ?? _products, places, batch, _states[i], d * _settings.HiddenSize, isTraced, threads);
            }
        }
    }

    /// <summary>The states of the last batch, pooled: <c>[batch, pooled]</c>.</summary>
    internal torch.Tensor Pool(SequencePooling pooling)
    {
        var batch = LastBatch;
        if (_pooling?.Pooling != pooling)
            _pooling = new FusedPooling(pooling, _settings.HiddenSize, Directions);
        _pooling.Forward(_states[^1], batch, _pooled.Resize(batch.Size, _pooling.Width), torch.get_num_threads());
        using var pooled = _pooled.Matrix;
        return pooled.clone();
    }

    /// <summary>
    /// The states of the last batch's steps, sequence after sequence: <c>[steps, width]</c>.
    /// </summary>
    internal torch.Tensor Steps()
    {
        var batch = LastBatch;
        var steps = torch.empty(batch.Lengths.Sum(), Width);
        CopySteps(batch, _states[^1].Span, MemoryMarshal.Cast<byte, float>(steps.bytes), fromRows: true);
        return steps;
    }

    /// <summary>
    /// Each direction's products of every token's vector with the first layer's input weights: all that scoring needs of the
    /// vocabulary. Valid while the weights stay the same.
    /// </summary>
    internal FusedBuffer[] ProjectVocabulary()
    {
        var table = ((Embedding)_input.Module).weight!; // [tokens, width]
        return [.. _layers[0].Select(direction =>
        {
            var products = new FusedBuffer();
            direction.ProjectEach(TensorNumbers.PointerTo(table), (int)table.shape[0], products, torch.get_num_threads());
            return products;
        })];
    }

    /// <summary>Accumulates the gradients of the last batch. The caller has disabled gradients.</summary>
    /// <param name="gradients"><c>[batch, pooled]</c>: with respect to what <see cref="Pool"/> returned.</param>
    internal void PoolBackward(torch.Tensor gradients)
    {
        using (var pooled = _pooled.Matrix)
            pooled.copy_(gradients);
        Backward((batch, byStates) => _pooling!.Backward(_pooled, batch, byStates, torch.get_num_threads()));
    }

    /// <summary>Accumulates the gradients of the last batch. The caller has disabled gradients.</summary>
    /// <param name="gradients"><c>[steps, width]</c>: with respect to what <see cref="Steps"/> returned.</param>
    internal void StepsBackward(torch.Tensor gradients)
    {
        using var own = gradients.contiguous();
        Backward(
            (batch, byStates) => CopySteps(batch, byStates.Span, MemoryMarshal.Cast<byte, float>(own.bytes), fromRows: false));
    }

    private PackedBatch LastBatch => _batch ?? throw new InvalidOperationException("States are read after a forward pass.");

    // Between a batch's rows, which include padding, and those of its true steps only.
    private void CopySteps(PackedBatch batch, Span<float> rows, Span<float> steps, bool fromRows)
    {
        for (int i = 0, next = 0; i < batch.Size; i++)
        {
            int length = batch.Lengths[i] * Width;
            Span<float> own = rows.Slice(batch.Starts[i] * Width, length), other = steps.Slice(next, length);
            (fromRows ? own : other).CopyTo(fromRows ? other : own);
            next += length;
        }
    }

    /// <param name="fill">
    /// Fills the gradients with respect to the last layer's states, <c>[rows, width]</c>, at the rows of true steps.
    /// </param>
    private void Backward(Action<PackedBatch, FusedBuffer> fill)
    {
        var batch = LastBatch;
        int threads = torch.get_num_threads();
        bool needsVectors = _firstInput.NeedsGradient;
        if (!needsVectors && !_layers[0][0].IsTrained)
            return;

        int current = 0;
        fill(batch, _gradients[0].Resize(batch.Rows, Width));
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            var distinct = i == 0 && _firstInput.SharesVectors ? batch.Distinct : null;
            using var vectors = _inputs[i].Matrix;
            using var byVectors = i > 0 || needsVectors
                ? _gradients[1 - current].Resize(_inputs[i].Rows, _inputs[i].Columns).Matrix
                : null;
            for (int d = 0; d < Directions; d++)
            {
                var direction = _layers[i][d];
                direction.Backward(batch, _states[i], d * _settings.HiddenSize, _gradients[current], threads);
                direction.ByProducts(distinct, _products, threads);
                using var byProducts = _products.Matrix;
                direction.ProjectBackward(byProducts, vectors, byVectors, isFirst: d == 0);
            }

            current = 1 - current;
            if (i > 0 && _hasDropout && _settings.RecurrentDropout > 0)
                FusedDropout.Multiply(_gradients[current], _factors[i], batch);
        }

        if (needsVectors)
            _firstInput.Backward(_gradients[current], batch);
    }

    public void Dispose()
    {
        foreach (var buffer in (FusedBuffer[])[_products, _pooled, .. _inputs, .. _factors, .. _states, .. _gradients])
            buffer.Dispose();
        foreach (var direction in _layers.SelectMany(layer => layer))
            direction.Dispose();
        _firstInput.Dispose();
    }

    private int[] OwnRows(int rows)
    {
        if (_rows.Length < rows)
            _rows = [.. Enumerable.Range(0, rows * 5 / 4)];
        return _rows;
    }
}
