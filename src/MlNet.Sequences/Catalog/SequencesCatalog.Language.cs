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

    /// <summary>
    /// Turns sequences into vectors by a trained network, such as a language model: the states of its body, pooled over each
    /// sequence. Any trainer of ML.NET can learn from them. A text's vector is that of its tokens; the vectors of single words
    /// are those of <see cref="InitialEmbeddings.FromModel"/>.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">
    /// The new column, a vector of Single: as many as a state has features, twice as many with <see
    /// cref="SequencePooling.MeanAndMax"/> and three times with <see cref="SequencePooling.LastMeanAndMax"/>. A state has the
    /// hidden size of the network, of both directions in a bidirectional one.
    /// </param>
    /// <param name="model">A trained network of any task, alone or in a chain; its weights are copied.</param>
    /// <param name="inputColumnName">
    /// The column with the sequences, of the model's vocabulary; null for the one that the network was trained on.
    /// </param>
    /// <param name="pooling">
    /// How the states of a sequence become one vector. Default: <see cref="SequencePooling.Mean"/>.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A name is empty, the model does not have one trained network, or its states can't be pooled in this way.
    /// </exception>
    public static SequenceEmbeddingEstimator ApplySequenceEmbedding(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, ITransformer model,
        string? inputColumnName = null, SequencePooling pooling = SequencePooling.Mean) =>
        new(HostEnvironments.Of(catalog), outputColumnName, model, inputColumnName, pooling);
}
