namespace MlNet.Sequences.Benchmarks;

/// <summary>What a plain loop, ours in TorchSharp or the script in PyTorch, tells of its timed steps.</summary>
internal sealed record LoopResult
{
    /// <summary>The version of PyTorch or libtorch.</summary>
    public required string Version { get; init; }

    public required string Device { get; init; }

    public required int Threads { get; init; }

    /// <summary>The steps that were timed, behind those of the warm-up.</summary>
    public required int StepsTimed { get; init; }

    public required int StepsPerEpoch { get; init; }

    /// <summary>The reviews of the timed steps.</summary>
    public required long Samples { get; init; }

    /// <summary>The seconds of the timed steps together.</summary>
    public required double Seconds { get; init; }

    /// <summary>The losses of the warm-up's steps.</summary>
    public required double[] FirstLosses { get; init; }

    public required double PeakMemoryMegabytes { get; init; }
}
