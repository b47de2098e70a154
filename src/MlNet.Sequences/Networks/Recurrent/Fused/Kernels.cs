using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MlNet.Sequences;

/// <summary>Which registers a kernel uses: the processor's widest that the hidden units fill.</summary>
internal static class Kernels
{
    // The recurrent weights are reread for each step of four sequences: above this size they exceed a core's own cache, and
    // torch's kernels, which read them once for the whole batch, are as fast (docs/performance.md).
    internal const int GreatestHiddenSize = 512;

    internal static RecurrenceKernel? For<TCell>(int hiddenSize)
        where TCell : ICellKernel
    {
        // Without fused multiply-add a kernel would be slow and round differently.
        if (hiddenSize > GreatestHiddenSize || !(Fma.IsSupported || AdvSimd.Arm64.IsSupported))
            return null;
        if (Vector512.IsHardwareAccelerated && hiddenSize % Vector512<float>.Count == 0)
            return new RecurrenceKernel<Simd512, Vector512<float>, TCell>();
        if (Vector256.IsHardwareAccelerated && hiddenSize % Vector256<float>.Count == 0)
            return new RecurrenceKernel<Simd256, Vector256<float>, TCell>();
        return hiddenSize % Vector128<float>.Count == 0 ? new RecurrenceKernel<Simd128, Vector128<float>, TCell>() : null;
    }
}
