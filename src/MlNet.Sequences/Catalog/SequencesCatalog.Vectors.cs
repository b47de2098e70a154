using Microsoft.ML;

namespace MlNet.Sequences;

/// <content>Word vectors.</content>
public static partial class SequencesCatalog
{
    /// <summary>
    /// Trains word vectors on texts without labels, by skip-gram or CBOW with negative sampling (Mikolov et al. 2013). The
    /// transformer has the vectors, answers which words are similar (<see cref="WordVectorTransformer.Vectors"/>), and adds the
    /// mean vector of each text. Sequence trainers start from them with <see cref="InitialEmbeddings.FromModel"/>.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The new column: a vector of Single, the mean of the vectors of the row's words.</param>
    /// <param name="inputColumnName">
    /// The column with the texts, a vector of token keys of any length; null if it has the output column's name.
    /// </param>
    /// <param name="options">What is trained, and how; null for the defaults. Read when the estimator is made.</param>
    /// <exception cref="ArgumentException">A name is empty, or options violate a rule; the message lists every
    /// violation.</exception>
    public static WordVectorEstimator TrainWordVectors(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null,
        WordVectorOptions? options = null) =>
        new(HostEnvironments.Of(catalog), outputColumnName, inputColumnName, options ?? new());

    /// <summary>
    /// Loads word vectors from a model file: those that <see cref="TrainWordVectors"/> trained, or else the embedding of a
    /// trained network.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Model</c>.</param>
    /// <param name="path">The file, saved by <c>mlContext.Model.Save</c>.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="IOException">The file does not exist, or is not a regular file.</exception>
    /// <exception cref="InvalidDataException">The file is not a model, or it is truncated or damaged.</exception>
    /// <exception cref="ArgumentException">The model has no word vectors, or those of several steps.</exception>
    /// <exception cref="InvalidOperationException">The words of the network's keys are unknown.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static WordVectors LoadWordVectors(
        this ModelOperationsCatalog catalog, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var model = ModelFileReader.Read(catalog, path, out _, cancellationToken);
        try
        {
            return WordVectors.FromModel(model);
        }
        finally
        {
            (model as IDisposable)?.Dispose();
        }
    }
}
