using System.Numerics.Tensors;
using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// A recurrent network from its tokens or numbers to its pooled states, on the CPU, without padding: each different token of a batch is
/// projected once, and the steps are run by our own kernels. It is the same function as torch's layers give, forward and back.
/// </summary>
/// <remarks>It keeps what it needs for the next batch: for one thread at a time, whatever threads it uses itself.</remarks>
internal sealed unsafe class FusedPass : IDisposable
{
    private const int TokensInPart = 256;

    private readonly RecurrentArchitecture _settings;
    private readonly InputLayer _input;
    private readonly FusedDirection[][] _layers; // [layers][directions]
    private readonly FusedPooling _pooling;
    private readonly FusedBuffer _values = new(), _products = new(), _pooled = new();
    private readonly FusedBuffer[] _inputs, _factors, _states, _gradients = [new(), new()];
    private readonly List<int[]> _touched = []; // the tokens of the batches since the embedding's gradient was cleared
    private torch.Tensor? _embeddingGradient;
    private int[] _rows = [];
    private PackedBatch? _batch;

    /// <param name="settings">The network's.</param>
    /// <param name="kernel">Runs its cell.</param>
    /// <param name="input">Its first layer.</param>
    /// <param name="layers">Its recurrent layers.</param>
    internal FusedPass(RecurrentArchitecture settings, RecurrenceKernel kernel, InputLayer input, RecurrentLayers layers)
    {
        (_settings, _input) = (settings, input);
        _layers =
        [
            .. layers.Layers.Select(layer => layer.Select((module, d) => new FusedDirection(kernel, module, settings.HiddenSize, isReversed: d == 1)).ToArray()),
        ];
        _pooling = new FusedPooling(settings.Pooling, settings.HiddenSize, Directions);
        (_inputs, _factors, _states) = (Buffers(), Buffers(), Buffers());

        FusedBuffer[] Buffers() => [.. _layers.Select(_ => new FusedBuffer())];
    }

    private int Directions => _settings.Bidirectional ? 2 : 1;

    private int Width => _settings.HiddenSize * Directions;

    /// <summary>The pooled states, <c>[batch, pooled]</c>. The caller has switched gradients off.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="random">What dropout follows from, or null where nothing is dropped and no backward pass follows.</param>
    /// <param name="vocabulary">The products of the whole vocabulary for each direction, where they are known: see <see cref="ProjectVocabulary"/>.</param>
    internal torch.Tensor Forward(PackedBatch batch, NetworkRandom? random, FusedBuffer[]? vocabulary = null)
    {
        int threads = torch.get_num_threads();
        _batch = batch;
        int[] places = vocabulary is null ? ReadInput(batch, random) : batch.Tokens;
        for (int i = 0; i < _layers.Length; i++)
        {
            if (i > 0)
            {
                _states[i - 1].Span.CopyTo(_inputs[i].Resize(batch.Rows, Width).Span);
                DropShared(i, _settings.RecurrentDropout, random);
                places = OwnRows(batch.Rows);
            }

            var known = i == 0 ? vocabulary : null;
            using var vectors = known is null ? _inputs[i].Matrix : null;
            FusedDirection.ClearBetween(batch, _states[i].Resize(batch.Rows, Width));
            for (int d = 0; d < Directions; d++)
            {
                if (vectors is not null)
                    _layers[i][d].Project(vectors, _products);
                _layers[i][d].Forward(known?[d] ?? _products, places, batch, _states[i], d * _settings.HiddenSize, random is not null, threads);
            }
        }

        _pooling.Forward(_states[^1], batch, _pooled.Resize(batch.Size, _pooling.Width), threads);
        return _pooled.Matrix.clone();
    }

    /// <summary>
    /// The products of every token's vector with the first layer's input weights, of each direction: what scoring needs of the vocabulary. For
    /// as long as the weights stay as they are.
    /// </summary>
    internal FusedBuffer[] ProjectVocabulary()
    {
        using var scope = torch.NewDisposeScope();
        var table = ((Embedding)_input.Module).weight!.detach();
        return [.. _layers[0].Select(direction =>
        {
            var products = new FusedBuffer();
            direction.Project(table, products);
            return products;
        })];
    }

    /// <summary>Adds the gradients of the weights, of the last batch. The caller has switched gradients off.</summary>
    /// <param name="gradients"><c>[batch, pooled]</c>: by what <see cref="Forward"/> gave.</param>
    internal void Backward(torch.Tensor gradients)
    {
        var batch = _batch ?? throw new InvalidOperationException("A backward pass follows a forward pass.");
        int threads = torch.get_num_threads();
        bool trainsInput = _input.Module.parameters().First().requires_grad, trainsLayers = _layers[0][0].IsTrained;
        if (!trainsInput && !trainsLayers)
            return;

        int current = 0;
        using (var pooled = _pooled.Matrix)
            pooled.copy_(gradients);
        _pooling.Backward(_pooled, batch, _gradients[0].Resize(batch.Rows, Width), threads);
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            var distinct = i == 0 && batch.Input.IsTokens ? batch.Distinct : null;
            using var vectors = _inputs[i].Matrix;
            using var byVectors = i > 0 || trainsInput ? _gradients[1 - current].Resize(_inputs[i].Rows, _inputs[i].Columns).Matrix : null;
            for (int d = 0; d < Directions; d++)
            {
                var direction = _layers[i][d];
                direction.Backward(batch, _states[i], d * _settings.HiddenSize, _gradients[current], threads);
                direction.ByProducts(distinct, _products, threads);
                using var byProducts = _products.Matrix;
                direction.ProjectBackward(byProducts, vectors, byVectors, isFirst: d == 0);
            }

            current = 1 - current;
            double rate = i > 0 ? _settings.RecurrentDropout : _input.EmbeddingDropout;
            if (byVectors is null || rate == 0)
                continue;
            if (distinct is not null)
                TensorPrimitives.Multiply(_gradients[current].Span, _factors[0].Span, _gradients[current].Span);
            else
                Multiply(_gradients[current], _factors[i], batch);
        }

        if (trainsInput)
            InputBackward(_gradients[current], batch);
    }

    public void Dispose()
    {
        foreach (var buffer in (FusedBuffer[])[_values, _products, _pooled, .. _inputs, .. _factors, .. _states, .. _gradients])
            buffer.Dispose();
        foreach (var direction in _layers.SelectMany(layer => layer))
            direction.Dispose();
        _embeddingGradient?.Dispose();
    }

    // The vectors of the first layer, and the place of each row's.
    private int[] ReadInput(PackedBatch batch, NetworkRandom? random)
    {
        var inputs = _inputs[0];
        if (_input.Module is Embedding embedding)
        {
            var distinct = batch.Distinct;
            int width = _settings.EmbeddingSize;
            inputs.Resize(distinct.Tokens.Length, width);
            double rate = random is null ? 0 : _input.EmbeddingDropout;
            ulong seed = rate == 0 ? 0 : random!.NextSeed();
            _factors[0].Resize(rate == 0 ? 0 : inputs.Rows, width);
            float* table = TensorNumbers.PointerTo(embedding.weight!);
            ParallelWork.ForRanges(distinct.Tokens.Length, TokensInPart, torch.get_num_threads(), (from, to) =>
            {
                for (int i = from; i < to; i++)
                    ReadVector(table + ((long)distinct.Tokens[i] * width), i, rate, seed);
            });
            return distinct.Places;
        }

        var projection = (Linear)_input.Module;
        var target = _values.Resize(batch.Rows, batch.Input.Channels).Span;
        batch.Values.AsSpan(0, target.Length).CopyTo(target);
        using (var values = _values.Matrix)
            inputs.Resize(batch.Rows, _settings.EmbeddingSize).Matrix.copy_(projection.bias!).addmm_(values, projection.weight!.t());
        DropShared(0, _input.EmbeddingDropout, random);
        return OwnRows(batch.Rows);
    }

    private void ReadVector(float* row, int place, double rate, ulong seed)
    {
        int width = _settings.EmbeddingSize;
        var vector = new ReadOnlySpan<float>(row, width);
        var target = _inputs[0].Span.Slice(place * width, width);
        if (rate == 0)
        {
            vector.CopyTo(target);
            return;
        }

        var factors = _factors[0].Span.Slice(place * width, width);
        FusedDropout.Fill(factors, (long)place * width, rate, seed);
        TensorPrimitives.Multiply(vector, factors, target);
    }

    private void InputBackward(FusedBuffer byVectors, PackedBatch batch)
    {
        if (_input.Module is Embedding embedding)
        {
            int width = _settings.EmbeddingSize;
            int[] tokens = batch.Distinct.Tokens;
            float* gradients = TensorNumbers.PointerTo(EmbeddingGradient(embedding, width));
            _touched.Add(tokens);
            // The first is padding, which is not trained; all others have a row of their own.
            ParallelWork.ForRanges(tokens.Length, TokensInPart, torch.get_num_threads(), (from, to) =>
            {
                for (int i = Math.Max(1, from); i < to; i++)
                {
                    var row = new Span<float>(gradients + ((long)tokens[i] * width), width);
                    TensorPrimitives.Add(row, byVectors.Span.Slice(i * width, width), row);
                }
            });
            return;
        }

        var projection = (Linear)_input.Module;
        using var matrix = byVectors.Matrix;
        using var values = _values.Matrix;
        FusedDirection.Gradient(projection.weight!).addmm_(matrix.t(), values);
        TensorArithmetic.Add(FusedDirection.Gradient(projection.bias!), matrix.sum(dim: 0));
    }

    // A vocabulary's gradient is zeros but for the batch's tokens: it is kept from step to step, and only what was touched is cleared.
    private torch.Tensor EmbeddingGradient(Embedding embedding, int width)
    {
        if (embedding.weight!.grad is { } pending)
            return pending;
        _embeddingGradient ??= torch.zeros_like(embedding.weight).DetachFromDisposeScope();
        float* gradients = TensorNumbers.PointerTo(_embeddingGradient);
        foreach (int token in _touched.SelectMany(tokens => tokens))
            new Span<float>(gradients + ((long)token * width), width).Clear();
        _touched.Clear();
        embedding.weight.grad = _embeddingGradient;
        return _embeddingGradient;
    }

    private void DropShared(int layer, double rate, NetworkRandom? random)
    {
        if (random is null || rate == 0)
            return;
        FusedDropout.Fill(_factors[layer].Resize(_batch!.Size, _inputs[layer].Columns).Span, 0, rate, random.NextSeed());
        Multiply(_inputs[layer], _factors[layer], _batch);
    }

    // Each sequence's rows by its own factors.
    private static void Multiply(FusedBuffer rows, FusedBuffer factors, PackedBatch batch)
    {
        int width = (int)rows.Columns;
        for (int i = 0; i < batch.Size; i++)
        {
            var own = factors.Span.Slice(i * width, width);
            for (int row = batch.Starts[i]; row < batch.Starts[i] + batch.Lengths[i]; row++)
            {
                var values = rows.Span.Slice(row * width, width);
                TensorPrimitives.Multiply(values, own, values);
            }
        }
    }

    private int[] OwnRows(int rows)
    {
        if (_rows.Length < rows)
            _rows = [.. Enumerable.Range(0, rows * 5 / 4)];
        return _rows;
    }
}
