namespace MlNet.Sequences;

/// <summary>How many threads train on a CPU.</summary>
internal static class ThreadChoice
{
    /// <param name="asked">The number in the options, which wins; null to choose here.</param>
    /// <param name="useful">How many threads can share the network's steps; null for any number.</param>
    /// <param name="cores">
    /// <see cref="Environment.ProcessorCount"/>, which respects a container's share of the processors: torch's own number is the
    /// machine's, and threads that wait for a core hold up all others.
    /// </param>
    internal static int ForTraining(int? asked, int? useful, int cores) => asked ?? Math.Max(1, Math.Min(useful ?? cores, cores));
}
