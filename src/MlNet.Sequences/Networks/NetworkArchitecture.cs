using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>
/// What makes a network: its settings, immutable and saved with the model under the name in its <see cref="ModelPartAttribute"/>.
/// A new architecture derives from this in a folder of its own, beside its network and its options.
/// </summary>
internal abstract record NetworkArchitecture
{
    /// <summary>What messages call the network: "lstm".</summary>
    internal virtual string Name => ModelParts<NetworkArchitecture>.NameOf(this);

    /// <summary>Notes what is wrong with the settings of a model file.</summary>
    internal virtual void AddViolations(OptionViolations violations)
    {
        OptionRules.AddViolations(this, violations);
        AddCrossViolations(violations);
    }

    /// <summary>Notes what the ranges of the properties don't say, of options as of a model file.</summary>
    internal abstract void AddCrossViolations(OptionViolations violations);

    /// <summary>The longest sequence that the network takes, in time steps; null for any.</summary>
    internal virtual int? LongestSequence => null;

    /// <exception cref="InvalidOperationException">The sequences are longer than the network takes.</exception>
    internal void CheckLongest(int longestSequence) => CheckLongest(longestSequence, LongestSequence);

    /// <param name="longestSequence">The time steps of the longest sequence.</param>
    /// <param name="limit">What <see cref="LongestSequence"/> is.</param>
    /// <exception cref="InvalidOperationException">The sequences are longer than the network takes.</exception>
    internal static void CheckLongest(int longestSequence, int? limit)
    {
        if (longestSequence > limit)
            throw OptionMessage.Invalid(
                $"A sequence must have no more time steps than the network has learned positions for, {limit}; received one of " +
                $"{longestSequence}. Truncate it with PadSequence, whose length a new training has positions for, or train " +
                $"with a greater {nameof(TransformerOptions.MaximumLength):option} or another encoding of positions.");
    }

    /// <summary>The architecture for data whose longest sequence has so many time steps.</summary>
    internal virtual NetworkArchitecture FitTo(int longestSequence) => this;

    /// <summary>The option that sets the width of the embedding.</summary>
    internal abstract string EmbeddingOption { get; }

    /// <summary>
    /// The settings, by their names in JSON, that say which weights there are between the input layer and the head.
    /// </summary>
    internal abstract IReadOnlyList<string> ShapingSettings { get; }

    /// <summary>The most layers: what is far beyond any use, and takes minutes to build.</summary>
    private protected const int MostLayers = 1_000;

    /// <summary>The width of the vectors that the input layer gives for each step.</summary>
    internal abstract int InputWidth { get; }

    /// <summary>The features of the states that the body gives for each step.</summary>
    internal abstract Int128 StateWidth { get; }

    /// <summary>How a head that gives one answer for each sequence reads the states.</summary>
    public SequencePooling Pooling { get; init; }

    /// <summary>The part of the input layer's features that is dropped in training.</summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double EmbeddingDropout { get; init; }

    /// <summary>The part of the head's features that is dropped in training.</summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double HeadDropout { get; init; }

    /// <summary>
    /// How many weights <see cref="BuildBody"/> makes, and in how many tensors, told without making any: a file must have them
    /// before room is made.
    /// </summary>
    private protected abstract WeightCount CountBody();

    /// <summary>The weights of the whole network.</summary>
    internal WeightCount CountWeights(SequenceInput input, HeadKind head) =>
        WeightCount.Input(input, InputWidth) + CountBody() + WeightCount.Linear(
            head.IsPerStep ? StateWidth : Sequences.Pooling.PartsOf(Pooling) * StateWidth, head.Outputs);

    /// <summary>Builds the body on the CPU with initial weights that the generator fixes.</summary>
    /// <param name="input">The input layer, built before.</param>
    /// <param name="random">The source of the initial weights and, later, of dropout.</param>
    internal abstract SequenceBody BuildBody(InputLayer input, NetworkRandom random);

    /// <summary>Whether kernels of our own compute its steps on a CPU, and not torch's layers.</summary>
    internal virtual bool HasOwnKernels => false;

    /// <summary>The threads that a training step on a CPU can make use of, or null for all there are.</summary>
    internal virtual int? UsefulThreads(int batchSize) => null;
}
