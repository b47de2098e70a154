using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>
/// A network on a device that has memory for so many sequences at once and no more. Until it fails it computes, as a real one
/// does.
/// </summary>
internal sealed class FullDevice : SequenceNetwork
{
    private readonly SequenceNetwork _network;
    private readonly int _limit;
    private int _size;

    internal FullDevice(SequenceNetwork network, int limit)
        : base(network.Body, network.Head, network.Random) => (_network, _limit) = (network, limit);

    /// <summary>What torch says.</summary>
    internal string Words { get; set; } =
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 3.00 GiB";

    /// <summary>How often cuBLAS will find no memory, before it does.</summary>
    internal int FailuresOutsideTorch { get; set; }

    /// <summary>The sizes of the batches that it was called with.</summary>
    internal List<int> Sizes { get; } = [];

    public override torch.Tensor forward(SequenceBatch batch)
    {
        int size = _size = batch.Size;
        lock (Sizes)
            Sizes.Add(size);
        var logits = _network.call(batch);
        if (FailuresOutsideTorch-- > 0)
            throw FailureOutsideTorch();
        return training || size <= _limit ? logits : throw Failure();
    }

    // In training it fails late: the gradients are there already, and wrong.
    internal override void Backward(torch.Tensor loss)
    {
        _network.Backward(loss);
        if (_size > _limit)
            throw Failure();
    }

#pragma warning disable CA2201 // It is what TorchSharp throws.
    private ExternalException Failure() => new(Words);

    private static ExternalException FailureOutsideTorch() =>
        new("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`");
}
