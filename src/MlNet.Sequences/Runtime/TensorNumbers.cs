using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>The values of a tensor on the CPU, for our own kernels.</summary>
internal static unsafe class TensorNumbers
{
    /// <summary>A pointer to a contiguous tensor's values; the caller must keep the tensor alive.</summary>
    internal static float* PointerTo(torch.Tensor tensor) =>
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
