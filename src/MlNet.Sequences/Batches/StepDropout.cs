namespace MlNet.Sequences;

/// <summary>Which time steps a training batch drops: each with the same probability, determined by the seed.</summary>
/// <param name="Rate">The fraction that is dropped; 0 keeps all.</param>
/// <param name="Seed">A different one for each batch.</param>
internal readonly record struct StepDropout(double Rate, ulong Seed)
{
    private readonly ulong _bound = (ulong)(Rate * (1UL << 32));

    internal bool IsKept(int sequence, int step) =>
        Rate == 0 || Hashing.Mix(Seed, ((long)sequence << 32) | (uint)step) >> 32 >= _bound;
}
