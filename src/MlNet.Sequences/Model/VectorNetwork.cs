using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A trained network that reads its tokens' vectors in place of the tokens, and the gradients of its logits with respect to
/// them. It has copies of all weights except the embedding's, on the network's device, and serves one thread at a time.
/// </summary>
internal sealed class VectorNetwork : IDisposable
{
    private readonly SequenceNetwork _network;
    private readonly torch.Device _device;

    private VectorNetwork(SequenceNetwork network, torch.Device device) => (_network, _device) = (network, device);

    /// <exception cref="ObjectDisposedException">The trained network was disposed.</exception>
    internal static VectorNetwork Of(TrainedNetwork trained) => trained.Read(own =>
    {
        var network = NetworkBuilder.BuildOnVectors(trained.Architecture, own.Head.Kind);
        try
        {
            network.LoadWeights(own.Weights().Where(weight => weight.Part != NetworkPart.Embedding)
                .ToDictionary(weight => weight.Name, weight => (torch.Tensor)weight.Value));
            network.to(trained.Device);
            network.eval();
            foreach (var parameter in network.parameters())
                parameter.requires_grad_(false);
            network.Body.PrepareBackward();
            return new VectorNetwork(network, trained.Device);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    });

    /// <summary>The vectors of tokens, <c>[tokens, width]</c>.</summary>
    /// <exception cref="ObjectDisposedException">The trained network was disposed.</exception>
    internal static float[] VectorsOf(TrainedNetwork trained, ReadOnlySpan<int> tokens)
    {
        long[] keys = new long[tokens.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = tokens[i];
        return trained.Read(network =>
        {
            using var noGradient = torch.no_grad();
            using var scope = torch.NewDisposeScope();
            var vectors = network.Body.Input.Module.call(DeviceMemory.Send(torch.tensor(keys), trained.Device));
            return MemoryMarshal.Cast<byte, float>(vectors.cpu().contiguous().bytes).ToArray();
        });
    }

    /// <summary>Computes the logits of sequences of vectors, and the gradient of a function of them.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="seed">
    /// Gets the logits, <c>[sequences × outputs]</c>, and replaces them by the function's gradient with respect to them.
    /// </param>
    /// <returns>The gradient with respect to the vectors, sequence after sequence: <c>[steps × width]</c>.</returns>
    internal float[] Differentiate(SequenceBuffer sequences, Action<float[]> seed)
    {
        using var gradients = torch.enable_grad();
        using var scope = torch.NewDisposeScope();
        using var batch = SequenceBatch.Create(sequences, [.. Enumerable.Range(0, sequences.Count)], _device);
        var logits = _network.call(batch);                                                   // [sequences, outputs]
        float[] seeds = MemoryMarshal.Cast<byte, float>(logits.detach().cpu().contiguous().bytes).ToArray();
        seed(seeds);
        _network.Backward((logits * DeviceMemory.Send(torch.tensor(seeds), _device).view(logits.shape)).sum());
        return _network.Body.Input.Vectors!.Take(batch);
    }

    public void Dispose() => _network.Dispose();
}
