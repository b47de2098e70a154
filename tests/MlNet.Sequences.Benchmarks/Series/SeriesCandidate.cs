using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Settings to choose from.</summary>
/// <param name="Name">What the table calls them.</param>
/// <param name="Window">The time steps in each step of a sequence.</param>
/// <param name="Stride">From one window to the next.</param>
/// <param name="CreateOptions">Makes the trainer's.</param>
internal sealed record SeriesCandidate(string Name, int Window, int Stride, Func<SequenceTrainerOptions> CreateOptions)
{
    private const int BatchSize = 16, Updates = 500;

    internal static IReadOnlyList<SeriesCandidate> All { get; } =
    [
        new("GRU, 1 step", 1, 1, () => Gru()),
        new("GRU, 4 steps", 4, 2, () => Gru()),
        new("GRU, 8 steps", 8, 4, () => Gru()),
        new("GRU, 16 steps", 16, 4, () => Gru()),
        new("Transformer, 8 steps", 8, 2, () => new TransformerOptions { LearningRate = 0.002 }),
    ];

    internal IEstimator<ITransformer> Trainer(MLContext mlContext, int rows, int seed)
    {
        var options = CreateOptions();
        options.Seed = seed;
        options.BatchSize = BatchSize;
        options.NumberOfEpochs = Math.Clamp(Updates * BatchSize / rows, 10, 150);
        options.ValidationFraction = 0;
        options.NumberOfThreads = 1; // the networks are too small for two
        return options switch
        {
            GruOptions gru => mlContext.MulticlassClassification.Trainers.Gru(gru),
            TransformerOptions transformer => mlContext.MulticlassClassification.Trainers.Transformer(transformer),
            _ => throw new InvalidOperationException($"{Name} has no trainer."),
        };
    }

    private static GruOptions Gru() => new() { HiddenSize = 64, Bidirectional = true, LearningRate = 0.005 };
}
