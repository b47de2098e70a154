using System.Runtime.Intrinsics.X86;

namespace MlNet.Sequences;

/// <summary>Processor features that .NET does not report.</summary>
internal static class Processor
{
    /// <summary>
    /// Whether it multiplies bfloat16 matrices in tiles (Intel's manual, volume 2, CPUID: AMX-BF16), the only way to make them
    /// faster than float32 ones; null if unknown, on ARM.
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
