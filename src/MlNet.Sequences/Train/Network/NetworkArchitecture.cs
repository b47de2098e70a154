namespace MlNet.Sequences;

/// <summary>
/// What makes a network: its settings, immutable and saved with the model under the name in its <see cref="ModelPartAttribute"/>.
/// A new architecture derives from this in a folder of its own, beside its network and its options.
/// </summary>
internal abstract record NetworkArchitecture
{
    /// <summary>Builds the network on the CPU with initial weights that the generator fixes.</summary>
    /// <param name="input">What the sequences are made of.</param>
    /// <param name="outputs">The logits for each sequence.</param>
    /// <param name="random">The source of the initial weights and, later, of dropout.</param>
    internal abstract SequenceNetwork Build(SequenceInput input, int outputs, NetworkRandom random);

    /// <summary>The threads that a training step on a CPU can make use of, or null for all there are.</summary>
    internal virtual int? UsefulThreads(int batchSize) => null;
}
