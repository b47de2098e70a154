using System.Runtime.Intrinsics.X86;

namespace MlNet.Sequences;

/// <summary>What this processor can do that .NET does not ask it for.</summary>
internal static class Processor
{
    /// <summary>
    /// Whether it multiplies bfloat16 by instructions of its own (Intel's manual, volume 2, CPUID: AVX512_BF16 or AMX-BF16); null where that
    /// can't be told, on ARM.
    /// </summary>
    internal static bool? HasBFloat16 { get; } = Ask();

    private static bool? Ask()
    {
        if (!X86Base.IsSupported)
            return null;
        const int ExtendedFeatures = 7;
        if (X86Base.CpuId(0, 0).Eax < ExtendedFeatures)
            return false;
        var (lastLeaf, _, _, features) = X86Base.CpuId(ExtendedFeatures, 0);
        bool hasAmx = (features >> 22 & 1) == 1, hasAvx = lastLeaf >= 1 && (X86Base.CpuId(ExtendedFeatures, 1).Eax >> 5 & 1) == 1;
        return hasAmx || (hasAvx && Avx512F.IsSupported);
    }
}
