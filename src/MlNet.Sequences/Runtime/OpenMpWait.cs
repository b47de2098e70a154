namespace MlNet.Sequences;

/// <summary>How the threads of the native engine wait for each other.</summary>
/// <remarks>
/// libtorch splits an operation over threads with OpenMP, and GCC's waits at the end of each by spinning for some ten milliseconds before
/// it sleeps. On a machine with other work a spinning thread takes the very core that the thread it waits for should run on: a
/// training step then takes ten times as long. A spin of some microseconds bridges the gaps of an idle machine as well.
/// </remarks>
internal static class OpenMpWait
{
    private const string SpinCount = "GOMP_SPINCOUNT";

    /// <summary>Shortens the spin, unless the user has said how to wait. To be called before OpenMP is loaded, which reads it once.</summary>
    internal static void Shorten()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
            Glibc.SetVariable(SpinCount, "1000");
    }
}
