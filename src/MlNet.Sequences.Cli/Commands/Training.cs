using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>What train does differently for a network and for n-grams.</summary>
internal abstract class Training
{
    /// <summary>What is saved of it, for interruptions.</summary>
    internal abstract TrainingWatch Watch { get; }

    /// <summary>The seed of what is random; null where nothing is.</summary>
    internal abstract int? Seed { get; }

    /// <summary>Finds what the training starts from, before data are read.</summary>
    internal abstract void Prepare(MLContext mlContext, CancellationToken cancellationToken);

    /// <summary>Fits, and shows how far it is.</summary>
    /// <param name="title">What is trained.</param>
    /// <param name="task">The task.</param>
    /// <param name="fit">Creates a trainer of the options and fits it.</param>
    internal abstract ITransformer Run(string title, TextTask task, Func<ITransformer> fit);

    /// <summary>What train prints, without the test and the peak memory.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="fitted">The seconds from the start to the end of the fit.</param>
    internal abstract TrainReport Report(LoadedModel model, double fitted);
}
