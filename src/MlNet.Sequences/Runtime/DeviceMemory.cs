using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>The memory of a device: how tensors come into it, and how it says that it is full.</summary>
internal static class DeviceMemory
{
    /// <summary>
    /// A tensor of the CPU's on a device. To a GPU it is copied from pinned memory, and nobody waits: what the GPU is told later it does later,
    /// and torch keeps the pinned memory until it has been read.
    /// </summary>
    internal static torch.Tensor Send(torch.Tensor tensor, torch.Device device)
    {
        if (device.type != DeviceType.CUDA)
            return tensor.to(device);
        using var pinned = tensor.pin_memory();
        return pinned.to(device, non_blocking: true);
    }

    /// <summary>Whether torch failed since no memory was left: its own words, and those of cuBLAS and cuDNN.</summary>
    internal static bool IsExhausted(ExternalException failure) =>
        failure.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || failure.Message.Contains("STATUS_ALLOC_FAILED", StringComparison.Ordinal);
}
