using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences.Tests;

/// <summary>Small networks with the head of a language model.</summary>
public abstract class LanguageModelHeadFixture
{
    private protected const float Tolerance = 1e-5f;
    private protected const int Vocabulary = 20;

    private protected static SequenceInput Tokens { get; } = new(Vocabulary, Channels: 0);

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    private protected static HeadKind HeadOf(string network, int negatives = 0)
    {
        var head = Head(negatives);
        return network == "transformer" || network.Contains("masked", StringComparison.Ordinal)
            ? head with { Language = head.Language! with { MaskedFraction = 0.3 } }
            : head;
    }

    private protected static HeadKind Head(int negatives = 0) => new(1, Language: new(Vocabulary, negatives)
    {
        Counts = negatives == 0 ? null : [.. Enumerable.Range(0, Vocabulary).Select(i => 40L - i)],
    });

    private protected static NetworkArchitecture Architecture(string network, int embedding)
    {
        if (network == "transformer")
            return ToyTransformer.Options.Architecture.FitTo(40);
        RecurrentOptions options = network.Split(' ')[^1] switch
        {
            "gru" => new GruOptions(),
            "rnn" => new RnnOptions(),
            _ => new LstmOptions(),
        };
        (options.HiddenSize, options.EmbeddingSize) = (16, embedding);
        options.Bidirectional = network.Contains("bidirectional", StringComparison.Ordinal);
        options.NumberOfLayers = network.Contains("two", StringComparison.Ordinal) ? 2 : 1;
        return options.Architecture;
    }

    private protected static SequenceNetwork Build(
        string network, int embedding, int seed = 1, int negatives = 0, double bound = 0.5)
    {
        var built = NetworkBuilder.Build(Architecture(network, embedding), Tokens, HeadOf(network, negatives), seed);
        // Biases and the table are small at first, and would hide a mistake.
        using var random = new NetworkRandom(seed + 5);
        foreach (var parameter in built.Head.parameters().Concat(built.Body.Input.Module.parameters()))
            random.FillUniform(parameter, bound);
        using (torch.no_grad())
            ((Embedding)built.Body.Input.Module).weight![0].zero_();
        if (network.StartsWith("torch", StringComparison.Ordinal))
            ((RecurrentBody)built.Body).Kernel = null;
        return built;
    }

    private protected static SequenceBatch Batch(SequenceBuffer buffer, int[] rows) =>
        SequenceBatch.Create(buffer, rows, torch.CPU);

    private protected static SequenceBuffer Sequences(int[] lengths, int seed = 1)
    {
        var random = new Random(seed);
        var buffer = new SequenceBuffer(Tokens);
        foreach (int length in lengths)
        {
            foreach (ref int token in buffer.AppendTokens(length))
                token = random.Next(1, Vocabulary + 1);
            buffer.EndSequence(0, weight: length + 1);
        }

        return buffer;
    }
}
