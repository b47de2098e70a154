using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>The memory of a device: how tensors come into it, and how it says that it is full.</summary>
internal static class DeviceMemory
{
    /// <summary>
    /// A tensor of the CPU's on a device. To a GPU it is copied from pinned memory, and nobody waits: what the GPU is told later
    /// it does later, and torch keeps the pinned memory until it has been read.
    /// </summary>
    internal static torch.Tensor Send(torch.Tensor tensor, torch.Device device)
    {
        if (device.type != DeviceType.CUDA)
            return tensor.to(device);
        using var pinned = tensor.pin_memory();
        return pinned.to(device, non_blocking: true);
    }

    // Of a GPU; of the CPU on Linux and macOS; of the CPU on Windows.
    private static readonly string[] WordsOfTorch = ["out of memory", "can't allocate memory", "not enough memory"];

    /// <summary>Whether torch failed because no memory was left: its own words, and those of cuBLAS and cuDNN.</summary>
    internal static bool IsExhausted(ExternalException failure) =>
        Array.Exists(WordsOfTorch, words => failure.Message.Contains(words, StringComparison.OrdinalIgnoreCase))
        || IsExhaustedOutsideTorch(failure);

    /// <summary>
    /// Whether cuBLAS or cuDNN found no memory. They take theirs from the device, and torch keeps what tensors have left for
    /// tensors to come: so there may be enough of it, for who calls <see cref="Release"/>.
    /// </summary>
    internal static bool IsExhaustedOutsideTorch(ExternalException failure) =>
        failure.Message.Contains("STATUS_ALLOC_FAILED", StringComparison.Ordinal);

    /// <summary>Gives the memory that torch keeps for tensors to come back to the device.</summary>
    internal static void Release(torch.Device device)
    {
        if (device.type != DeviceType.CUDA)
            return;
        // TorchSharp has no word for it, but torch does so itself before it refuses what is more than it can get.
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
