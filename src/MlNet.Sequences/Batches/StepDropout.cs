namespace MlNet.Sequences;

/// <summary>Which time steps a batch of training leaves out: each with the same probability, as the seed fixes it.</summary>
/// <param name="Rate">The part that is left out; 0 keeps all.</param>
/// <param name="Seed">Another one for each batch.</param>
internal readonly record struct StepDropout(double Rate, ulong Seed)
{
    private readonly ulong _bound = (ulong)(Rate * (1UL << 32));

    internal bool IsKept(int sequence, int step) =>
        Rate == 0 || Hashing.Mix(Seed, ((long)sequence << 32) | (uint)step) >> 32 >= _bound;
}
