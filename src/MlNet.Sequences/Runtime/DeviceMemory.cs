using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>The memory of a device: how tensors are copied to it, and how it reports that it is full.</summary>
internal static class DeviceMemory
{
    /// <summary>
    /// Copies a tensor from the CPU to a device. A copy to a GPU is from pinned memory and returns immediately: the GPU runs its
    /// work in order, and torch keeps the pinned memory until it has been read.
    /// </summary>
    internal static torch.Tensor Send(torch.Tensor tensor, torch.Device device)
    {
        if (device.type != DeviceType.CUDA)
            return tensor.to(device);
        using var pinned = tensor.pin_memory();
        return pinned.to(device, non_blocking: true);
    }

    // On a GPU; on the CPU under Linux and macOS; on the CPU under Windows.
    private static readonly string[] WordsOfTorch = ["out of memory", "can't allocate memory", "not enough memory"];

    /// <summary>Whether torch failed for lack of memory, by its own messages and those of cuBLAS and cuDNN.</summary>
    internal static bool IsExhausted(ExternalException failure) =>
        Array.Exists(WordsOfTorch, words => failure.Message.Contains(words, StringComparison.OrdinalIgnoreCase))
        || IsExhaustedOutsideTorch(failure);

    /// <summary>
    /// Whether cuBLAS or cuDNN ran out of memory. They allocate from the device, while torch caches freed memory for later
    /// tensors: after <see cref="Release"/> there may be enough.
    /// </summary>
    internal static bool IsExhaustedOutsideTorch(ExternalException failure) =>
        failure.Message.Contains("STATUS_ALLOC_FAILED", StringComparison.Ordinal);

    /// <summary>Returns the memory that torch caches for later tensors to the device.</summary>
    internal static void Release(torch.Device device)
    {
        if (device.type != DeviceType.CUDA)
            return;
        // TorchSharp has no function for it, but torch does so itself before it fails a request that is too large.
        const long MoreThanAny = 1L << 50;
        try
        {
            torch.empty(MoreThanAny, dtype: torch.ScalarType.Byte, device: device).Dispose();
        }
        catch (ExternalException refusal) when (IsExhausted(refusal))
        {
        }
    }
}
