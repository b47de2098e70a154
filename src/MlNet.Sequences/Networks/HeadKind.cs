namespace MlNet.Sequences;

/// <summary>Which head an objective needs.</summary>
/// <param name="Outputs">The number of logits of each answer.</param>
/// <param name="IsPerStep">Whether there is an answer for each step, rather than one for each sequence.</param>
internal readonly record struct HeadKind(int Outputs, bool IsPerStep = false)
{
    internal SequenceHead Build(NetworkArchitecture architecture, int width, NetworkRandom random) => IsPerStep
        ? new StepHead(width, Outputs, architecture.HeadDropout, random)
        : new PooledHead(architecture.Pooling, width, Outputs, architecture.HeadDropout, random);
}
