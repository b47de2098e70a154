using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Counts the NVIDIA GPUs that the native engine can use; tests replace it with a fake.</summary>
internal interface IGpuProbe
{
    /// <summary>The number of usable GPUs: 0 if there is none, or libtorch is built for the CPU only.</summary>
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
