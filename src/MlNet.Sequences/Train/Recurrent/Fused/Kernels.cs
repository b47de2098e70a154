using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MlNet.Sequences;

/// <summary>Which registers a kernel uses: the widest of this processor's that the hidden units fill.</summary>
internal static class Kernels
{
    // The recurrent weights are read anew for each step of four sequences: beyond this they are in no core's own cache, and torch's kernels,
    // which read them once for the whole batch, are the faster ones.
    internal const int GreatestHiddenSize = 256;

    internal static RecurrenceKernel? For(
        int hiddenSize, Func<RecurrenceKernel> make512, Func<RecurrenceKernel> make256, Func<RecurrenceKernel> make128)
    {
        // Without a fused multiplication and addition a kernel would be slow, and round otherwise.
        if (hiddenSize > GreatestHiddenSize || !(Fma.IsSupported || AdvSimd.Arm64.IsSupported))
            return null;
        if (Vector512.IsHardwareAccelerated && hiddenSize % Vector512<float>.Count == 0)
            return make512();
        if (Vector256.IsHardwareAccelerated && hiddenSize % Vector256<float>.Count == 0)
            return make256();
        return hiddenSize % Vector128<float>.Count == 0 ? make128() : null;
    }
}
