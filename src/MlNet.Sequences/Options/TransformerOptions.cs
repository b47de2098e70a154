using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>
/// The options of the Transformer trainer: an encoder (Vaswani et al. 2017, section 3.1) with layer normalization before each
/// block (Xiong et al. 2020) and GELU (Hendrycks and Gimpel 2016) in the feed-forward blocks.
/// </summary>
/// <remarks>
/// The defaults did best on IMDB within a few minutes on two cores: from some 25,000 texts a Transformer memorizes sooner than a
/// recurrent network, and one layer, a low rate and few epochs do better than more of each. With more data, increase them. Two of
/// the common options have other defaults here: <see cref="SequenceTrainerOptions.NumberOfEpochs"/> and <see
/// cref="SequenceTrainerOptions.LearningRate"/>.
/// </remarks>
public sealed class TransformerOptions : SequenceTrainerOptions
{
    internal const int DefaultHiddenSize = 128;

    /// <summary>
    /// The width of a token's vector and of every layer's output; 1 or more, a multiple of the number of heads. Default: 128.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int HiddenSize { get; set; } = DefaultHiddenSize;

    /// <summary>The number of stacked encoder layers; from 1 to 1000. Default: 1.</summary>
    [Range(1, 1_000)]
    public int NumberOfLayers { get; set; } = 1;

    /// <summary>
    /// The number of attention heads of a layer, which divide <see cref="HiddenSize"/> among them; 1 or more. With rotary
    /// positions each head's width must be even. Default: 2.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int NumberOfHeads { get; set; } = 2;

    /// <summary>The width inside the feed-forward blocks; 1 or more. Default: 256.</summary>
    [Range(1, int.MaxValue)]
    public int FeedForwardSize { get; set; } = 256;

    /// <summary>How the network knows the order of the time steps. Default: <see cref="PositionEncoding.Rotary"/>.</summary>
    public PositionEncoding Positions { get; set; } = PositionEncoding.Rotary;

    /// <summary>
    /// The longest sequence that <see cref="PositionEncoding.Learned"/> has positions for, in time steps; 1 or more, or null for
    /// the column's length if it is fixed, as by PadSequence, and otherwise that of the longest training or validation row. A
    /// longer sequence is an error. The other encodings accept any length, and reject this option. Default: null.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? MaximumLength { get; set; }

    /// <summary>
    /// How the outputs of all time steps become one vector. Default: <see cref="SequencePooling.LastMeanAndMax"/>.
    /// </summary>
    public SequencePooling Pooling { get; set; } = SequencePooling.LastMeanAndMax;

    /// <summary>
    /// The fraction of time steps (tokens) that training drops, drawn again for each batch (word dropout, Iyyer et al. 2015,
    /// section 3.2); from 0 to below 1, or null to choose it by the number of training rows. The remaining steps keep their
    /// positions, and dropped ones take no time. Default: null.
    /// </summary>
    /// <remarks>
    /// Null means 0.3 up to 2,000 rows, 0.5 from 20,000 on, and in between a value that rises with the logarithm of the rows.
    /// Where each step has a label it means 0.
    /// </remarks>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double? StepDropout { get; set; }

    /// <summary>
    /// The fraction of the embedding's features that training drops: the same for a token wherever it occurs in a batch, and for
    /// numbers the same at all time steps of a sequence; from 0 to below 1, or null to choose it by the number of training rows.
    /// Default: null.
    /// </summary>
    /// <remarks>
    /// Null means 0.5 up to 2,000 rows, 0.3 from 20,000 on, and in between a value that falls with the logarithm of the rows.
    /// </remarks>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double? EmbeddingDropout { get; set; }

    /// <summary>
    /// The fraction of each block's output features that training drops before adding it to the block's input, the same at all
    /// time steps of a sequence; from 0 to below 1. Default: 0.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double ResidualDropout { get; set; }

    /// <summary>
    /// The fraction of the attention weights that training drops; from 0 to below 1. Anything above 0 bypasses the fused
    /// attention kernel, takes three times as long on a CPU, and needs memory for batch × heads × time × time weights. Default:
    /// 0.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double AttentionDropout { get; set; }

    /// <summary>
    /// The fraction of the pooled features that training drops before the last layer; from 0 to below 1, or null to choose it by
    /// the number of training rows. Default: null.
    /// </summary>
    /// <remarks>
    /// Null means 0.5 up to 2,000 rows, 0.3 from 20,000 on, and in between a value that falls with the logarithm of the rows.
    /// </remarks>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double? HeadDropout { get; set; }

    private protected override int FewestEpochs => 3;

    private protected override (double Few, double Many) LearningRates => (0.002, 0.0005);

    private protected override void ChooseDropout(DataAmount amount, bool isPerStep, bool isPretrained)
    {
        StepDropout ??= isPerStep ? 0 : amount.Between(few: 0.3, many: 0.5);
        EmbeddingDropout ??= amount.Between(few: 0.5, many: 0.3);
        HeadDropout ??= amount.Between(few: 0.5, many: 0.3);
    }

    private protected override NetworkArchitecture MakeArchitecture() => new TransformerArchitecture
    {
        HiddenSize = HiddenSize,
        NumberOfLayers = NumberOfLayers,
        NumberOfHeads = NumberOfHeads,
        FeedForwardSize = FeedForwardSize,
        Positions = Positions,
        MaximumLength = MaximumLength,
        Pooling = Pooling,
        StepDropout = StepDropout ?? 0,
        EmbeddingDropout = EmbeddingDropout ?? 0,
        ResidualDropout = ResidualDropout,
        AttentionDropout = AttentionDropout,
        HeadDropout = HeadDropout ?? 0,
    };
}
