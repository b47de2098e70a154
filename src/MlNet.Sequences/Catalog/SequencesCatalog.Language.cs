using Microsoft.ML;

namespace MlNet.Sequences;

/// <content>Language models.</content>
public static partial class SequencesCatalog
{
    /// <summary>
    /// Trains a language model on texts without labels. Its transformer adds the column Score, the perplexity of each text: the
    /// exponential of the mean loss of its predicted tokens, NaN for fewer than two tokens. A trainer of the same network starts
    /// from it with <see cref="SequenceTrainerOptions.ContinueFrom"/>, and any trainer from its word vectors with
    /// <see cref="InitialEmbeddings.FromModel"/>.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="options">The network and its fit, and how tokens are predicted.</param>
    /// <remarks>
    /// Epochs are compared by the perplexity of held-out texts ("Loss", its logarithm, and "Perplexity" in
    /// <see cref="EpochMetrics.Validation"/>). Rows in the history and in callbacks are the windows that texts are cut into.
    /// </remarks>
    /// <exception cref="ArgumentException">A rule of the options is violated; the message lists every violation.</exception>
    public static SequenceTrainer TrainLanguageModel(
        this TransformsCatalog.TextTransforms catalog, LanguageModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        var task = options.CheckedTask();
        // What is learned is in the column of the sequences.
        var network = options.Network.Copy();
        network.LabelColumnName = network.FeatureColumnName;
        return new SequenceTrainer(HostEnvironments.Of(catalog), network, task);
    }
}
