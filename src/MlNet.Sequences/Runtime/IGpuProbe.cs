using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Says how many NVIDIA GPUs the native engine can use; tests put a fake in its place.</summary>
internal interface IGpuProbe
{
    /// <summary>The number of usable GPUs: 0 where there is none, or libtorch is the CPU's.</summary>
    int CountGpus();
}

/// <summary>Asks libtorch.</summary>
internal sealed class TorchGpuProbe : IGpuProbe
{
    /// <summary>The one instance: it has no state.</summary>
    internal static readonly TorchGpuProbe Instance = new();

    /// <inheritdoc/>
    public int CountGpus()
    {
        SequencesRuntime.Load();
        return torch.cuda.is_available() ? torch.cuda.device_count() : 0;
    }
}
