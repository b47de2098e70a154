using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <content>Pretrained encoders.</content>
public static partial class SequencesCatalog
{
    /// <summary>
    /// Fine-tunes a pretrained encoder of BERT's family (BERT, RoBERTa, DistilBERT, MiniLM) for binary classification.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="folder">
    /// The encoder's folder, as Hugging Face's <c>save_pretrained</c> writes it: <c>config.json</c>, <c>model.safetensors</c>
    /// (or its parts and their index), and the tokenizer's files.
    /// </param>
    /// <param name="options">
    /// The options, read when the trainer is created; null for the defaults. The feature column must have the encoder's tokens:
    /// those of <see cref="TokenizeIntoSubwordsAsKeysOptions.FromPretrained"/>.
    /// </param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is invalid, or describes what this library can't read.</exception>
    public static SequenceTrainer Pretrained(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, string folder, PretrainedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Sequence(From(HostEnvironments.Of(catalog), folder, options));
    }

    /// <summary>Fine-tunes a pretrained encoder of BERT's family for multiclass classification.</summary>
    /// <inheritdoc
    ///     cref="Pretrained(BinaryClassificationCatalog.BinaryClassificationTrainers, string, PretrainedOptions?)"
    ///     path="/param|/exception"/>
    public static SequenceTrainer Pretrained(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, string folder,
        PretrainedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Sequence(From(HostEnvironments.Of(catalog), folder, options));
    }

    /// <summary>Fine-tunes a pretrained encoder of BERT's family for regression.</summary>
    /// <inheritdoc
    ///     cref="Pretrained(BinaryClassificationCatalog.BinaryClassificationTrainers, string, PretrainedOptions?)"
    ///     path="/param|/exception"/>
    public static SequenceTrainer Pretrained(
        this RegressionCatalog.RegressionTrainers catalog, string folder, PretrainedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Sequence(From(HostEnvironments.Of(catalog), folder, options));
    }

    /// <summary>
    /// Turns each text into a vector by a pretrained encoder of BERT's family, such as a model of sentence-transformers: the
    /// states of its tokens, pooled. Texts of like meaning have vectors of great cosine similarity, if the encoder was trained
    /// for that.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The new column, a vector of Single of the encoder's width.</param>
    /// <param name="inputColumnName">The Text column; null for the name of the new column.</param>
    /// <param name="folder">The encoder's folder, as for <c>Trainers.Pretrained</c>.</param>
    /// <param name="options">The options; null for what the folder's files say.</param>
    /// <exception cref="ArgumentException">A name is empty, or the options violate a rule.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is invalid, or describes what this library can't read.</exception>
    public static IEstimator<ITransformer> EmbedText(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, string folder,
        EmbedTextOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return TextEmbedding.Make(HostEnvironments.Of(catalog), outputColumnName, inputColumnName, folder, options ?? new());
    }

    private static PretrainedOptions From(IHostEnvironment environment, string folder, PretrainedOptions? options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var copy = (PretrainedOptions)(options ?? new()).Copy();
        if (copy.ContinueFrom is not null)
            throw new ArgumentException(
                $"{nameof(copy.ContinueFrom)} must be null where the encoder is in a folder; received a model and '{folder}'. " +
                $"Set it to null, or call Trainers.Sequence with these options.", nameof(options));
        var encoder = EncoderFolder.Open(folder);
        copy.ContinueFrom = new SequencePredictionTransformer(
            encoder.Load(environment, copy.FeatureColumnName, copy.FeatureColumnName, copy.Pooling), environment);
        return copy;
    }
}
