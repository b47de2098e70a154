namespace MlNet.Sequences;

/// <summary>What the recurrent trainers (LSTM, GRU, Elman network) can be told: they differ in their cell alone.</summary>
public abstract class RecurrentOptions : SequenceTrainerOptions
{
    internal const int DefaultHiddenSize = 64;

    private protected RecurrentOptions()
    {
    }

    /// <summary>The width of a token's vector, or of the projection of a time step of numbers; 1 or more. Default: 128.</summary>
    public int EmbeddingSize { get; set; } = 128;

    /// <summary>The width of the hidden state, of each direction; 1 or more. Default: 64.</summary>
    public int HiddenSize { get; set; } = DefaultHiddenSize;

    /// <summary>The recurrent layers on top of each other; 1 or more. Default: 1.</summary>
    public int NumberOfLayers { get; set; } = 1;

    /// <summary>Whether a second cell in each layer reads the sequence backwards. Default: false.</summary>
    public bool Bidirectional { get; set; }

    /// <summary>
    /// How the states of all time steps become one vector; not <see cref="SequencePooling.First"/>, where a state has read one step.
    /// Default: <see cref="SequencePooling.MeanAndMax"/>.
    /// </summary>
    public SequencePooling Pooling { get; set; } = SequencePooling.MeanAndMax;

    /// <summary>
    /// The part of the time steps (tokens) that is left out in training, chosen anew each time (word dropout, Iyyer et al. 2015,
    /// section 3.2); from 0 to below 1. What is left out takes no time. Default: 0.3.
    /// </summary>
    public double StepDropout { get; set; } = 0.3;

    /// <summary>
    /// The part of the embedding's features that is dropped in training: of a token the same wherever it stands in a batch, of numbers the
    /// same for all time steps of a sequence (Gal and Ghahramani 2016, section 4); from 0 to below 1. Default: 0.5.
    /// </summary>
    public double EmbeddingDropout { get; set; } = 0.5;

    /// <summary>
    /// The part of a layer's outputs that is dropped in training before the next layer reads them, the same for all time steps; from
    /// 0 to below 1. Takes effect with two layers or more. Default: 0.
    /// </summary>
    public double RecurrentDropout { get; set; }

    /// <summary>The part of the pooled features that is dropped in training before the last layer; from 0 to below 1. Default: 0.</summary>
    public double HeadDropout { get; set; }

    private protected sealed override NetworkArchitecture MakeArchitecture() => MakeRecurrent() with
    {
        EmbeddingSize = EmbeddingSize,
        HiddenSize = HiddenSize,
        NumberOfLayers = NumberOfLayers,
        Bidirectional = Bidirectional,
        Pooling = Pooling,
        StepDropout = StepDropout,
        EmbeddingDropout = EmbeddingDropout,
        RecurrentDropout = RecurrentDropout,
        HeadDropout = HeadDropout,
    };

    /// <summary>The architecture of the trainer's cell, its settings still to be filled in.</summary>
    private protected abstract RecurrentArchitecture MakeRecurrent();
}
