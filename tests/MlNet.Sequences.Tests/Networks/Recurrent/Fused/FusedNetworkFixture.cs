using System.Runtime.Intrinsics;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>Small networks that run on our own kernels.</summary>
public abstract class FusedNetworkFixture
{
    private protected const float Tolerance = 1e-5f;
    private protected const int Vocabulary = 30, Channels = 3;

    // 512 bits run everywhere, where the processor has fewer in several registers.
    private protected static Dictionary<string, Func<RecurrenceKernel>> Kernels { get; } = new()
    {
        ["lstm 512"] = () => new RecurrenceKernel<Simd512, Vector512<float>, LstmKernel>(),
        ["lstm 256"] = () => new RecurrenceKernel<Simd256, Vector256<float>, LstmKernel>(),
        ["lstm 128"] = () => new RecurrenceKernel<Simd128, Vector128<float>, LstmKernel>(),
        ["gru 512"] = () => new RecurrenceKernel<Simd512, Vector512<float>, GruKernel>(),
        ["gru 256"] = () => new RecurrenceKernel<Simd256, Vector256<float>, GruKernel>(),
        ["gru 128"] = () => new RecurrenceKernel<Simd128, Vector128<float>, GruKernel>(),
        ["rnn 512"] = () => new RecurrenceKernel<Simd512, Vector512<float>, ElmanKernel>(),
        ["rnn 256"] = () => new RecurrenceKernel<Simd256, Vector256<float>, ElmanKernel>(),
        ["rnn 128"] = () => new RecurrenceKernel<Simd128, Vector128<float>, ElmanKernel>(),
    };

    public static IEnumerable<object[]> AllKernels => Kernels.Keys.Select(name => new object[] { name });

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    private protected static RecurrentOptions Options(string name) => name[..^4] switch
    {
        "lstm" => new LstmOptions { EmbeddingDropout = 0 },
        "gru" => new GruOptions { EmbeddingDropout = 0 },
        _ => new RnnOptions { EmbeddingDropout = 0 },
    };

    private protected static SequenceNetwork Build(
        RecurrentOptions options, SequenceInput input, HeadKind? head = null, int seed = 1)
    {
        if (options.EmbeddingSize == 128)
            options.EmbeddingSize = 5;
        return NetworkBuilder.Build(options.Architecture, input, head ?? new(1), seed);
    }

    private protected static SequenceBatch Batch(SequenceBuffer buffer) =>
        SequenceBatch.Create(buffer, [.. Enumerable.Range(0, buffer.Count)], torch.CPU);

    private protected static torch.Tensor Run(SequenceNetwork network, SequenceBuffer buffer, torch.Tensor? factors = null)
    {
        network.train();
        network.Random.MoveTo(0);
        var logits = network.call(Batch(buffer));
        network.Backward((logits * (factors ?? torch.ones(1))).sum());
        return logits.detach();
    }

    private protected static float[] Logits(SequenceNetwork network, SequenceBuffer buffer, int[] rows) =>
        network.call(SequenceBatch.Create(buffer, rows, torch.CPU)).data<float>().ToArray();

    private protected static float Difference(torch.Tensor a, torch.Tensor b) => (a - b).abs().max().item<float>();

    private protected static SequenceBuffer Sequences(SequenceInput input, int[] lengths)
    {
        var random = new Random(1);
        var buffer = new SequenceBuffer(input);
        foreach (int length in lengths)
        {
            if (input.IsTokens)
            {
                foreach (ref int token in buffer.AppendTokens(length))
                    token = random.Next(1, Vocabulary + 1);
            }
            else
            {
                foreach (ref float value in buffer.AppendValues(length * Channels))
                    value = random.NextSingle() - 0.5f;
            }

            buffer.EndSequence();
        }

        return buffer;
    }
}
