namespace MlNet.Sequences;

/// <summary>The options of the LSTM trainer (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000).</summary>
public sealed class LstmOptions : SequenceTrainerOptions
{
    internal const int DefaultHiddenSize = 64;

    /// <summary>The width of a token's vector, or of the projection of a time step of numbers; 1 or more. Default: 128.</summary>
    public int EmbeddingSize { get; set; } = 128;

    /// <summary>The width of the hidden state, of each direction; 1 or more. Default: 64.</summary>
    public int HiddenSize { get; set; } = DefaultHiddenSize;

    /// <summary>The LSTM layers on top of each other; 1 or more. Default: 1.</summary>
    public int NumberOfLayers { get; set; } = 1;

    /// <summary>Whether a second LSTM in each layer reads the sequence backwards. Default: false.</summary>
    public bool Bidirectional { get; set; }

    /// <summary>How the states of all time steps become one vector. Default: <see cref="SequencePooling.MeanAndMax"/>.</summary>
    public SequencePooling Pooling { get; set; } = SequencePooling.MeanAndMax;

    /// <summary>
    /// The part of the time steps (tokens) that is left out in training, chosen anew each time (word dropout, Iyyer et al. 2015,
    /// section 3.2); from 0 to below 1. Default: 0.3.
    /// </summary>
    public double StepDropout { get; set; } = 0.3;

    /// <summary>
    /// The part of the embedding's features that is dropped in training, the same for all time steps of a sequence (Gal and
    /// Ghahramani 2016); from 0 to below 1. Default: 0.5.
    /// </summary>
    public double EmbeddingDropout { get; set; } = 0.5;

    /// <summary>
    /// The part of a layer's outputs that is dropped in training before the next layer reads them, the same for all time steps; from
    /// 0 to below 1. Takes effect with two layers or more. Default: 0.
    /// </summary>
    public double RecurrentDropout { get; set; }

    /// <summary>The part of the pooled features that is dropped in training before the last layer; from 0 to below 1. Default: 0.</summary>
    public double HeadDropout { get; set; }

    private protected override NetworkArchitecture MakeArchitecture() => new LstmArchitecture(
        EmbeddingSize, HiddenSize, NumberOfLayers, Bidirectional, Pooling, StepDropout, EmbeddingDropout, RecurrentDropout, HeadDropout);

    private protected override void AddViolations(OptionViolations violations)
    {
        violations.AtLeast(nameof(EmbeddingSize), EmbeddingSize, 1);
        violations.AtLeast(nameof(HiddenSize), HiddenSize, 1);
        violations.AtLeast(nameof(NumberOfLayers), NumberOfLayers, 1);
        violations.Defined(nameof(Pooling), Pooling);
        violations.FromToBelow(nameof(StepDropout), StepDropout, 0, 1);
        violations.FromToBelow(nameof(EmbeddingDropout), EmbeddingDropout, 0, 1);
        violations.FromToBelow(nameof(RecurrentDropout), RecurrentDropout, 0, 1);
        violations.FromToBelow(nameof(HeadDropout), HeadDropout, 0, 1);
        base.AddViolations(violations);
    }
}
