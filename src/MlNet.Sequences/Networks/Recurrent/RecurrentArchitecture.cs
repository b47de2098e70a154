using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MlNet.Sequences;

[assembly: ModelPart(typeof(LstmArchitecture), "lstm")]
[assembly: ModelPart(typeof(GruArchitecture), "gru")]
[assembly: ModelPart(typeof(RnnArchitecture), "rnn")]

namespace MlNet.Sequences;

/// <summary>
/// The saved settings of a recurrent network. <see cref="RecurrentOptions"/> says what each means.
/// </summary>
internal abstract record RecurrentArchitecture : NetworkArchitecture
{
    [Range(1, int.MaxValue)]
    public int EmbeddingSize { get; init; }

    [Range(1, int.MaxValue)]
    public int HiddenSize { get; init; }

    [Range(1, MostLayers)]
    public int NumberOfLayers { get; init; }

    public bool Bidirectional { get; init; }

    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double StepDropout { get; init; }

    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double RecurrentDropout { get; init; }

    // Omitted where it is 0, so that earlier versions read the model.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double WeightDropout { get; init; }

    /// <summary>The only difference between the recurrent networks.</summary>
    internal abstract RecurrentCell Cell { get; }

    internal override void AddCrossViolations(OptionViolations violations)
    {
        if (Pooling == SequencePooling.First)
            violations.Add(
                nameof(Pooling), $"must not be First in a recurrent network", Pooling,
                $"set Last, whose state has read every step");
    }

    internal override string EmbeddingOption => nameof(RecurrentOptions.EmbeddingSize);

    internal override IReadOnlyList<string> ShapingSettings => ["embeddingSize", "hiddenSize", "numberOfLayers", "bidirectional"];

    internal override int InputWidth => EmbeddingSize;

    internal override Int128 StateWidth => (Int128)HiddenSize * (Bidirectional ? 2 : 1);

    // A second layer reads both directions of the first.
    internal override int BlindDirections => !Bidirectional ? 1 : NumberOfLayers == 1 ? 2 : 0;

    private protected override WeightCount CountBody()
    {
        Int128 gated = (Int128)HiddenSize * Cell.Gates;
        return Layer(EmbeddingSize) + ((NumberOfLayers - 1) * Layer(StateWidth));

        // The products of the input and of the state, each with a bias.
        WeightCount Layer(Int128 inputs) =>
            (Bidirectional ? 2 : 1) * (WeightCount.Linear(inputs, gated) + WeightCount.Linear(HiddenSize, gated));
    }

    internal override SequenceBody BuildBody(InputLayer input, NetworkRandom random) => new RecurrentBody(this, input, random);

    // A thread computes at least four sequences; torch's own kernels, for sizes that ours don't support, use no more threads.
    internal override bool HasOwnKernels => Cell.KernelFor(HiddenSize) is not null;

    internal override int? UsefulThreads(int batchSize) => (batchSize + 3) / 4;
}

internal sealed record LstmArchitecture : RecurrentArchitecture
{
    internal override RecurrentCell Cell => RecurrentCell.Lstm;
}

internal sealed record GruArchitecture : RecurrentArchitecture
{
    internal override RecurrentCell Cell => RecurrentCell.Gru;
}

internal sealed record RnnArchitecture : RecurrentArchitecture
{
    internal override RecurrentCell Cell => RecurrentCell.Rnn;
}
