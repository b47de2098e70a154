using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>
/// The settings that define a network, immutable and saved with the model under the name in its <see cref="ModelPartAttribute"/>.
/// A new architecture derives from this in its own folder, next to its network and its options.
/// </summary>
internal abstract record NetworkArchitecture
{
    /// <summary>The network's name in messages: "lstm".</summary>
    internal virtual string Name => ModelParts<NetworkArchitecture>.NameOf(this);

    /// <summary>Adds the violations in a model file's settings.</summary>
    internal virtual void AddViolations(OptionViolations violations)
    {
        OptionRules.AddViolations(this, violations);
        AddCrossViolations(violations);
    }

    /// <summary>Adds violations that the ranges of the properties don't cover, for options and model files alike.</summary>
    internal abstract void AddCrossViolations(OptionViolations violations);

    /// <summary>The longest sequence that the network accepts, in time steps; null for any.</summary>
    internal virtual int? LongestSequence => null;

    /// <exception cref="InvalidOperationException">The sequences are longer than the network accepts.</exception>
    internal void CheckLongest(int longestSequence) => CheckLongest(longestSequence, LongestSequence);

    /// <param name="longestSequence">The time steps of the longest sequence.</param>
    /// <param name="limit">The value of <see cref="LongestSequence"/>.</param>
    /// <exception cref="InvalidOperationException">The sequences are longer than the network accepts.</exception>
    internal static void CheckLongest(int longestSequence, int? limit)
    {
        if (longestSequence > limit)
            throw OptionMessage.Invalid(
                $"A sequence must have no more time steps than the network has learned positions for, {limit}; received one of " +
                $"{longestSequence}. Truncate it with PadSequence, whose length a new training has positions for, or train " +
                $"with a greater {nameof(TransformerOptions.MaximumLength):option} or another encoding of positions.");
    }

    /// <summary>The architecture for data whose longest sequence has this many time steps.</summary>
    internal virtual NetworkArchitecture FitTo(int longestSequence) => this;

    /// <summary>The option that sets the width of the embedding.</summary>
    internal abstract string EmbeddingOption { get; }

    /// <summary>
    /// The settings, by their names in JSON, that determine the weights between the input layer and the head.
    /// </summary>
    internal abstract IReadOnlyList<string> ShapingSettings { get; }

    /// <summary>
    /// How the weights between the input layer and the head differ in shape from another network's; empty if they don't.
    /// </summary>
    internal IEnumerable<OptionMessage> ShapeDifferences(NetworkArchitecture before)
    {
        if (GetType() != before.GetType())
            return [$"the architecture is {Name} and was {before.Name}"];
        var (now, its) = (ModelParts<NetworkArchitecture>.Settings(this), ModelParts<NetworkArchitecture>.Settings(before));
        return now.Where(setting => its[setting.Key] != setting.Value && ShapingSettings.Contains(setting.Key))
            .Select(setting => (OptionMessage)
                $"{OptionName.OfSetting(setting.Key)} is {setting.Value} and was {its[setting.Key]}");
    }

    /// <summary>The most layers: far beyond any use, and minutes to build.</summary>
    private protected const int MostLayers = 1_000;

    /// <summary>The width of the vectors that the input layer returns for each step.</summary>
    internal abstract int InputWidth { get; }

    /// <summary>The number of features in the body's state of each step.</summary>
    internal abstract Int128 StateWidth { get; }

    /// <summary>
    /// The directions in which a language model can be trained: the first part of a state has read only its step and those
    /// before, the second only its step and those after. 0 if states have read other steps, too.
    /// </summary>
    internal virtual int BlindDirections => 0;

    /// <summary>How a head with one answer for each sequence reads the states.</summary>
    public SequencePooling Pooling { get; init; }

    /// <summary>The fraction of the input layer's features that is dropped in training.</summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double EmbeddingDropout { get; init; }

    /// <summary>The fraction of the head's features that is dropped in training.</summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double HeadDropout { get; init; }

    /// <summary>
    /// How many weights <see cref="BuildBody"/> makes, and in how many tensors, without making any: a file must contain them
    /// before memory is allocated.
    /// </summary>
    private protected abstract WeightCount CountBody();

    /// <summary>The weights of the whole network.</summary>
    internal WeightCount CountWeights(SequenceInput input, HeadKind head) =>
        (ReadsNumbers ? default : WeightCount.Input(input, InputWidth)) + CountBody() + head.CountWeights(this);

    /// <summary>Whether the body reads the numbers of a step themselves, and not what an input layer makes of them.</summary>
    internal virtual bool ReadsNumbers => false;

    /// <summary>Builds the body on the CPU with initial weights drawn from the generator.</summary>
    /// <param name="input">The input layer, already built.</param>
    /// <param name="random">The source of the initial weights and, later, of dropout.</param>
    internal abstract SequenceBody BuildBody(InputLayer input, NetworkRandom random);

    /// <summary>Whether our own kernels, rather than torch's layers, compute its steps on a CPU.</summary>
    internal virtual bool HasOwnKernels => false;

    /// <summary>The threads that a training step on a CPU can use, or null for all of them.</summary>
    internal virtual int? UsefulThreads(int batchSize) => null;
}
