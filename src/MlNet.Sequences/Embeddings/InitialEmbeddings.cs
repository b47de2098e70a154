using System.Text.Json.Serialization;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// Word vectors that a network starts from instead of random ones: from a file, such as those of word2vec (Mikolov et al. 2013),
/// GloVe (Pennington et al. 2014) and fastText (Bojanowski et al. 2017), from a trained model of this library, or trained by
/// <c>mlContext.Transforms.Text.TrainWordVectors</c>.
/// </summary>
/// <remarks>
/// Immutable. Two are equal if they have the same path, compared exactly, and the same format, or the same model. In JSON it is
/// the string that <see cref="ToString"/> returns; a string in JSON is read as the path of a file with the format <see
/// cref="WordVectorFormat.Auto"/>.
/// </remarks>
[JsonConverter(typeof(InitialEmbeddingsConverter))]
public sealed class InitialEmbeddings : IEquatable<InitialEmbeddings>
{
    private InitialEmbeddings(IWordVectorSource source) => Source = source;

    internal IWordVectorSource Source { get; }

    /// <summary>
    /// Word vectors in a file, plain or in gzip. A fit reads it once from beginning to end and keeps only the vectors of the
    /// vocabulary's words; if the file has a word more than once, its first vector counts. Words must match exactly.
    /// </summary>
    /// <param name="path">
    /// The file. It is opened when a fit begins; a missing file then throws a <see cref="FileNotFoundException"/>, and one that
    /// does not contain word vectors, or is damaged, an <see cref="InvalidDataException"/> that says where.
    /// </param>
    /// <param name="format">Its format. Default: <see cref="WordVectorFormat.Auto"/>.</param>
    /// <exception cref="ArgumentException">The path is empty, or the format is not a named value.</exception>
    public static InitialEmbeddings FromFile(string path, WordVectorFormat format = WordVectorFormat.Auto)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (string.IsNullOrWhiteSpace(path))
            throw new ArgumentException(
                $"The path must name a file of word vectors; received \"{path}\". Name one.", nameof(path));
        if (!Enum.IsDefined(format))
            throw new ArgumentOutOfRangeException(
                nameof(format), format,
                $"The format must be a named value. Use one of {string.Join(", ", Enum.GetNames<WordVectorFormat>())}.");
        return new(new FileWordVectors(path, format));
    }

    /// <summary>
    /// The word vectors that a model of this library has learned, for words that both vocabularies have: those of
    /// <c>TrainWordVectors</c>, or the embedding of a trained network. The dimensions must match; the architectures and tasks
    /// need not. A fit reads them, so the model must not be disposed before.
    /// </summary>
    /// <param name="model">
    /// The trained model, alone or anywhere in a chain of transformers, such as a fitted pipeline or the result of
    /// <c>mlContext.Model.Load</c>.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The model has no vectors, has those of several steps, or its sequences are of numbers.
    /// </exception>
    public static InitialEmbeddings FromModel(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        IWordVectorModel[] vectors = [.. TrainedModels.Steps(model).OfType<IWordVectorModel>().Distinct()];
        int networks = TrainedModels.In(model).Distinct().Count();
        if (vectors.Length > 0)
            return vectors.Length + networks == 1 ? FromVectors(vectors[0].Vectors) : throw new ArgumentException(
                $"The model must have vectors of one origin; received {model.GetType().Name} with {networks} trained networks " +
                $"and {vectors.Length} models of word vectors. Pass a single transformer.",
                nameof(model));
        var network = TrainedModels.Find(model);
        if (!network.Input.IsTokens)
            throw new ArgumentException(
                $"The model must have been trained on tokens: only they have vectors; received one of {network.Input}. Use " +
                "another.",
                nameof(model));
        return new(new ModelWordVectors(network));
    }

    /// <summary>These vectors, for words that the vocabulary has. The dimensions must match.</summary>
    /// <param name="vectors">The vectors.</param>
    public static InitialEmbeddings FromVectors(WordVectors vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return new(new TrainedWordVectors(vectors));
    }

    /// <summary>Whether the other names the same path and format, or the same model.</summary>
    public bool Equals(InitialEmbeddings? other) => other is not null && Source.Equals(other.Source);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as InitialEmbeddings);

    /// <inheritdoc/>
    public override int GetHashCode() => Source.GetHashCode();

    /// <summary>The path as given, or the kind of model, such as "a trained lstm".</summary>
    public override string ToString() => Source.ToString()!;

    /// <summary>Opens the file briefly, so that a fit need not read its rows before it finds that the file is missing.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist, or is a folder.</exception>
    internal void CheckExists() => (Source as FileWordVectors)?.CheckExists();
}
