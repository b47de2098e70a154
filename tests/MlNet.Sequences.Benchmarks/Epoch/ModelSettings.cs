using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>The network and how it is trained: the same for the plain loop, for PyTorch and for this library.</summary>
internal sealed record ModelSettings
{
    internal static readonly string[] Architectures = ["lstm", "gru", "rnn", "transformer"];

    public required string Architecture { get; init; }

    public required int Vocabulary { get; init; }

    public required int Length { get; init; }

    public required int BatchSize { get; init; }

    public required int Embedding { get; init; }

    public required int Hidden { get; init; }

    public required int Layers { get; init; }

    public required int Width { get; init; }

    public required int Heads { get; init; }

    public required int FeedForward { get; init; }

    public required string Device { get; init; }

    public required int Epochs { get; init; }

    /// <summary>
    /// What this library's trainer leaves out of the tokens in training, or null for its default. The plain loops leave out none.
    /// </summary>
    public double? StepDropout { get; init; }

    /// <summary>What the library and the PyTorch script compute in. The plain loop in TorchSharp knows float32 alone.</summary>
    public TrainingPrecision Precision { get; init; }

    internal bool IsTransformer => Architecture == "transformer";

    /// <exception cref="ArgumentException">A size is out of its range.</exception>
    internal SequenceTrainer ToTrainer(MLContext mlContext, Action<SequenceTrainerOptions>? change = null)
    {
        var catalog = mlContext.BinaryClassification.Trainers;
        var options = ToOptions();
        change?.Invoke(options);
        return options switch
        {
            GruOptions gru => catalog.Gru(gru),
            RnnOptions rnn => catalog.Rnn(rnn),
            TransformerOptions transformer => catalog.Transformer(transformer),
            _ => catalog.Lstm((LstmOptions)options),
        };
    }

    private SequenceTrainerOptions ToOptions() => Architecture switch
    {
        "transformer" => Filled(new TransformerOptions
        {
            HiddenSize = Width,
            NumberOfLayers = Layers,
            NumberOfHeads = Heads,
            FeedForwardSize = FeedForward,
        }),
        "gru" => Filled(new GruOptions()),
        "rnn" => Filled(new RnnOptions()),
        _ => Filled(new LstmOptions()),
    };

    /// <summary>The part of the tokens that the library's trainer leaves out in training.</summary>
    /// <param name="rows">The rows that an epoch trains on.</param>
    internal double StepDropoutFor(long rows) => ToOptions().For(rows, new BinaryTask()) switch
    {
        TransformerOptions transformer => transformer.StepDropout!.Value,
        RecurrentOptions recurrent => recurrent.StepDropout!.Value,
        _ => 0,
    };

    private SequenceTrainerOptions Filled(SequenceTrainerOptions options)
    {
        (options.NumberOfEpochs, options.BatchSize, options.Device, options.Precision) = (Epochs, BatchSize, Device, Precision);
        options.NgramLength = 0; // an epoch is the network's
        if (options is RecurrentOptions recurrent)
        {
            (recurrent.EmbeddingSize, recurrent.HiddenSize, recurrent.NumberOfLayers) = (Embedding, Hidden, Layers);
            recurrent.StepDropout = StepDropout ?? recurrent.StepDropout;
        }
        else if (options is TransformerOptions transformer)
        {
            transformer.StepDropout = StepDropout ?? transformer.StepDropout;
        }

        return options;
    }
}
