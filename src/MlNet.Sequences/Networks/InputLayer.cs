using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// The first layer, the only one that differs for tokens and numbers: an embedding, or a linear projection of each time step, to
/// <c>[time, batch, embedding]</c>, with dropout.
/// </summary>
internal sealed class InputLayer
{
    internal const string EmbeddingName = "embedding", ProjectionName = "projection", VectorsName = "vectors";

    // Small enough that the LSTM's gates start in their linear range; 0.05 is also Keras's default.
    internal const double EmbeddingBound = 0.05;

    private readonly NetworkRandom _random;

    internal InputLayer(SequenceInput input, int embeddingSize, double embeddingDropout, NetworkRandom random)
    {
        (_random, EmbeddingDropout) = (random, embeddingDropout);
        if (input.IsTokens)
        {
            var embedding = torch.nn.Embedding(input.VocabularySize + 1, embeddingSize, padding_idx: 0);
            random.FillUniform(embedding.weight!, EmbeddingBound);
            using (torch.no_grad())
                embedding.weight![0].zero_();
            (Name, Module, Gradient) = (EmbeddingName, embedding, new(embedding));
        }
        else
        {
            var projection = torch.nn.Linear(input.Channels, embeddingSize);
            foreach (var parameter in projection.parameters())
                random.FillUniform(parameter, 1 / Math.Sqrt(input.Channels));
            (Name, Module) = (ProjectionName, projection);
        }
    }

    private InputLayer(int width, NetworkRandom random)
    {
        _random = random;
        (Name, Module, Vectors) = (VectorsName, torch.nn.Identity(), new(width));
    }

    /// <summary>
    /// A layer without weights, for sequences of the vectors that another input layer makes: a backward pass then ends at them.
    /// </summary>
    internal static InputLayer OfVectors(int width, NetworkRandom random) => new(width, random);

    /// <summary>The fraction of a vector's features that is dropped in training.</summary>
    internal double EmbeddingDropout { get; }

    /// <summary>The layer's name in the state dict.</summary>
    internal string Name { get; }

    /// <summary>
    /// An embedding <c>[vocabulary + 1, embedding]</c> whose row 0 is padding, or a linear layer <c>[embedding, channels]</c>;
    /// the identity if vectors are the input.
    /// </summary>
    internal torch.nn.Module<torch.Tensor, torch.Tensor> Module { get; }

    /// <summary>What is added to the embedding's gradient outside torch's graph; null for numbers.</summary>
    internal EmbeddingGradient? Gradient { get; }

    /// <summary>The gradient with respect to the vectors; null unless they are the input.</summary>
    internal VectorGradient? Vectors { get; }

    /// <summary>
    /// What training adds to the vectors of all steps, after dropout: <c>[time, batch, embedding]</c>, or null. If it requires a
    /// gradient, the backward pass sets it.
    /// </summary>
    internal torch.Tensor? Perturbation { get; set; }

    /// <summary>The weights under PyTorch's names, in a fixed order.</summary>
    internal IEnumerable<(string Name, Parameter Value)> Weights() =>
        Module.named_parameters().Select(parameter => ($"{Name}.{parameter.name}", parameter.parameter));

    /// <summary>
    /// The vectors of all steps. In training, a token loses the same features wherever it occurs in the batch, and numbers lose
    /// the same features at all steps of a sequence.
    /// </summary>
    /// <param name="batch">The tokens or numbers.</param>
    /// <param name="training">Whether to apply dropout.</param>
    /// <returns><c>[time, batch, embedding]</c>.</returns>
    internal torch.Tensor Forward(SequenceBatch batch, bool training)
    {
        if (Vectors is not null)
            return Vectors.Watch(batch.Steps);
        if (!training)
            return Module.call(batch.Steps);
        var vectors = !batch.Packed.Input.IsTokens
            ? SharedDropout.Apply(Module.call(batch.Steps), EmbeddingDropout, true, _random)
            : batch.Device.type == DeviceType.CPU ? EachOnce(batch) : Everywhere(batch);
        return Perturbation is null ? vectors : vectors.Plus(Perturbation);
    }

    /// <summary>The standard deviation of each feature over the true steps of a batch, without dropout.</summary>
    /// <returns><c>[embedding]</c>.</returns>
    internal torch.Tensor Deviations(SequenceBatch batch)
    {
        using var noGradient = torch.no_grad();
        double steps = Math.Max(1, batch.Packed.Lengths.Sum(length => (double)length));
        var isStep = batch.IsStep;                                                               // [time, batch, 1]
        var vectors = Module.call(batch.Steps).to(torch.float32) * isStep;                       // [time, batch, embedding]
        var mean = vectors.sum([0, 1]).DividedBy(steps);                                         // [embedding]
        return ((vectors - mean) * isStep).Squared().sum([0, 1]).DividedBy(steps).sqrt();
    }

    // Reads and drops fewer vectors, and sums their gradients in a fixed order.
    private torch.Tensor EachOnce(SequenceBatch batch)
    {
        // [distinct, embedding]
        var vectors = SharedDropout.Apply(Module.call(batch.DistinctTokens), EmbeddingDropout, true, _random);
        // [time, batch, embedding]
        return At(batch, vectors);
    }

    // A GPU sums gradients in a fixed order here, too, and only once: launching operations is what takes its time.
    private torch.Tensor Everywhere(SequenceBatch batch)
    {
        // [time, batch, embedding]
        var vectors = Module.call(batch.Steps);
        if (EmbeddingDropout == 0)
            return vectors;
        long[] shape = [batch.Packed.Distinct.Tokens.Length, vectors.shape[^1]];
        return vectors * At(batch, SharedDropout.Mask(batch.Device, shape, EmbeddingDropout, _random));
    }

    // Rows of [distinct, embedding] at the places of their tokens.
    private static torch.Tensor At(SequenceBatch batch, torch.Tensor rows) =>
        rows.index_select(0, batch.Places.view(-1)).view(batch.Time, batch.Size, -1);
}
