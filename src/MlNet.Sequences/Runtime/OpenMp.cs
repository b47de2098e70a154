using TorchSharp;

namespace MlNet.Sequences;

/// <summary>OpenMP, with which libtorch splits an operation over threads: how many, and how they wait for each other.</summary>
internal static unsafe class OpenMp
{
    private const string SpinCount = "GOMP_SPINCOUNT";

    private static readonly delegate* unmanaged<int, void> SetThreads =
        (delegate* unmanaged<int, void>)NativeLoader.FindInLibtorch("omp_set_num_threads");

    /// <summary>
    /// Shortens the time for which waiting threads spin, unless the user has set it
    /// (<see cref="SequencesRuntime.ReduceThreadSpinning"/>). Call it before OpenMP is loaded.
    /// </summary>
    /// <remarks>
    /// GCC's OpenMP waits at the end of each operation by spinning for some ten milliseconds before it sleeps. On a machine with
    /// other work, a spinning thread occupies the very core that the awaited thread needs, and a training step takes ten times as
    /// long. Spinning for some microseconds bridges the gaps of an idle machine as well.
    /// </remarks>
    internal static void ShortenWait()
    {
        if (Glibc.IsGlibc && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
            NativeEnvironment.Set(SpinCount, "1000");
    }

    /// <summary>Sets the threads of the operations that the calling thread starts, and of no other.</summary>
    /// <remarks>
    /// torch.set_num_threads does so too, but also sets what threads that have not used torch yet will start with. It is the
    /// fallback if OpenMP's own function can't be found (Windows).
    /// </remarks>
    internal static void SetThreadsOfThisThread(int count)
    {
        if (SetThreads is null)
            torch.set_num_threads(count);
        else
            SetThreads(count);
    }
}
