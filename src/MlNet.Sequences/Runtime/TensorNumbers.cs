using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>The numbers of a tensor on the CPU, for kernels of our own.</summary>
internal static unsafe class TensorNumbers
{
    /// <summary>Where a contiguous tensor's numbers stand; the tensor is to be kept alive.</summary>
    internal static float* PointerTo(torch.Tensor tensor) =>
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
