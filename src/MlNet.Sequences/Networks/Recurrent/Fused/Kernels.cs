using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MlNet.Sequences;

/// <summary>Which registers a kernel uses: the widest of this processor's that the hidden units fill.</summary>
internal static class Kernels
{
    // The recurrent weights are read anew for each step of four sequences: from here on they fill more than a core's own cache,
    // and torch's kernels, which read them once for the whole batch, are as fast (docs/performance.md).
    internal const int GreatestHiddenSize = 512;

    internal static RecurrenceKernel? For<TCell>(int hiddenSize)
        where TCell : ICellKernel
    {
        // Without a fused multiplication and addition a kernel would be slow, and round otherwise.
        if (hiddenSize > GreatestHiddenSize || !(Fma.IsSupported || AdvSimd.Arm64.IsSupported))
            return null;
        if (Vector512.IsHardwareAccelerated && hiddenSize % Vector512<float>.Count == 0)
            return new RecurrenceKernel<Simd512, Vector512<float>, TCell>();
        if (Vector256.IsHardwareAccelerated && hiddenSize % Vector256<float>.Count == 0)
            return new RecurrenceKernel<Simd256, Vector256<float>, TCell>();
        return hiddenSize % Vector128<float>.Count == 0 ? new RecurrenceKernel<Simd128, Vector128<float>, TCell>() : null;
    }
}
