using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The first layer, where alone sequences of tokens and of numbers differ: an embedding, or a linear projection of each time step, to
/// <c>[time, batch, embedding]</c>, with dropout.
/// </summary>
internal sealed class InputLayer
{
    internal const string EmbeddingName = "embedding", ProjectionName = "projection";

    // Small enough that the LSTM's gates start in their linear range; 0.05 is also Keras's default.
    internal const double EmbeddingBound = 0.05;

    private readonly NetworkRandom _random;
    private readonly double _stepDropout;
    private readonly double _embeddingDropout;

    internal InputLayer(SequenceInput input, int embeddingSize, double stepDropout, double embeddingDropout, NetworkRandom random)
    {
        (_random, _stepDropout, _embeddingDropout) = (random, stepDropout, embeddingDropout);
        if (input.IsTokens)
        {
            var embedding = torch.nn.Embedding(input.VocabularySize + 1, embeddingSize, padding_idx: 0);
            random.FillUniform(embedding.weight!, EmbeddingBound);
            using (torch.no_grad())
                embedding.weight![0].zero_();
            (Name, Module) = (EmbeddingName, embedding);
        }
        else
        {
            var projection = torch.nn.Linear(input.Channels, embeddingSize);
            foreach (var parameter in projection.parameters())
                random.FillUniform(parameter, 1 / Math.Sqrt(input.Channels));
            (Name, Module) = (ProjectionName, projection);
        }
    }

    /// <summary>The layer's name in the state dict.</summary>
    internal string Name { get; }

    /// <summary>An embedding <c>[vocabulary + 1, embedding]</c> whose row 0 is padding, or a linear layer <c>[embedding, channels]</c>.</summary>
    internal torch.nn.Module<torch.Tensor, torch.Tensor> Module { get; }

    /// <param name="steps"><c>[time, batch]</c> tokens or <c>[time, batch, channels]</c> numbers.</param>
    /// <param name="training">Whether to drop.</param>
    /// <returns><c>[time, batch, embedding]</c>.</returns>
    internal torch.Tensor Forward(torch.Tensor steps, bool training)
    {
        if (training && _stepDropout > 0)
            steps = DropSteps(steps);
        return SharedDropout.Apply(Module.call(steps), _embeddingDropout, training, _random);
    }

    // A dropped token becomes padding, whose embedding is 0, and a dropped step of numbers becomes zeros. Nothing is scaled: what is
    // left is a sequence with fewer words, not one with louder words.
    private torch.Tensor DropSteps(torch.Tensor steps)
    {
        long[] shape = [.. steps.shape];
        if (shape.Length == 3)
            shape[2] = 1;                                                               // [time, batch, 1]
        return steps * (_random.Uniform(steps.device, shape) >= _stepDropout).to(steps.dtype);
    }
}
