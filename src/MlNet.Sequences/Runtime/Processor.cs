using System.Runtime.Intrinsics.X86;

namespace MlNet.Sequences;

/// <summary>What this processor can do that .NET does not ask it for.</summary>
internal static class Processor
{
    /// <summary>
    /// Whether it multiplies matrices of bfloat16 by tiles (Intel's manual, volume 2, CPUID: AMX-BF16), which alone makes them
    /// faster than those of float32; null where that can't be told, on ARM.
    /// </summary>
    internal static bool? HasBfloat16Tiles { get; } = Ask();

    private static bool? Ask()
    {
        if (!X86Base.IsSupported)
            return null;
        const int ExtendedFeatures = 7, AmxBf16 = 22;
        return X86Base.CpuId(0, 0).Eax >= ExtendedFeatures && (X86Base.CpuId(ExtendedFeatures, 0).Edx >> AmxBf16 & 1) == 1;
    }
}
