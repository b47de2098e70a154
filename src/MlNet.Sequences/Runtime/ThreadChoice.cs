namespace MlNet.Sequences;

/// <summary>How many threads train on a CPU.</summary>
internal static class ThreadChoice
{
    /// <param name="asked">What the options say, which holds; null for the choice to be made here.</param>
    /// <param name="useful">As many as the network's steps can be shared by; null for any number.</param>
    /// <param name="cores">
    /// <see cref="Environment.ProcessorCount"/>, which knows a container's share of the processors: torch's own number is that of
    /// the machine, and threads that wait for a core hold up all others.
    /// </param>
    internal static int ForTraining(int? asked, int? useful, int cores) => asked ?? Math.Max(1, Math.Min(useful ?? cores, cores));
}
