using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// The entry point: what this library adds to ML.NET's catalogs, in the order of use: load, tokenize, pad, train, export.
/// </summary>
public static partial class SequencesCatalog
{
    /// <summary>
    /// Loads the Large Movie Review Dataset (Maas et al. 2011, "Learning Word Vectors for Sentiment Analysis") from its archive,
    /// read as a stream, or from the unpacked folder.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The file <c>aclImdb_v1.tar.gz</c>, or the folder <c>aclImdb</c>.</param>
    /// <param name="deferred">
    /// Whether to read the reviews only when first requested: if <see cref="CacheEncoded"/> already has them encoded, they are
    /// never read. Errors in the archive are then found later, too. Default: false.
    /// </param>
    /// <returns>The training, test and unlabeled reviews, in an order that does not depend on the file system.</returns>
    /// <exception cref="FileNotFoundException">There is neither a file nor a folder of this name.</exception>
    /// <exception cref="InvalidDataException">
    /// The archive is truncated or damaged, or a part is missing; the message names the file.
    /// </exception>
    public static ImdbDataset LoadImdb(this DataOperationsCatalog catalog, string path, bool deferred = false) =>
        ImdbLoader.Load(HostEnvironments.Of(catalog), path, deferred);

    /// <summary>
    /// Loads the Large Movie Review Dataset from the user's cache folder, after downloading it there if needed: 84 MB from its
    /// public home, resumed after a break, with its SHA-256 checked.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="progress">Receives the progress of the download; or null.</param>
    /// <param name="cancellationToken">Stops the download; received data are kept, and the next call resumes.</param>
    /// <returns>The training, test and unlabeled reviews.</returns>
    /// <exception cref="IOException">The download failed; the message says how to fetch the file by hand.</exception>
    public static ImdbDataset LoadImdb(
        this DataOperationsCatalog catalog, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        ImdbLoader.LoadOrDownload(HostEnvironments.Of(catalog), progress, cancellationToken);

    /// <summary>
    /// Loads texts from a folder for each class: columns Text, Label (a key whose values are the folders' names) and Id.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The folder that contains a folder for each class.</param>
    /// <param name="searchPattern">The files to read in each. Default: "*.txt".</param>
    /// <returns>The texts, ordered by class and file name; read from the files on each pass.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">There is no class folder, or one without files.</exception>
    public static IDataView LoadFromTextFolders(
        this DataOperationsCatalog catalog, string path, string searchPattern = "*.txt") =>
        TextFolderLoader.Load(HostEnvironments.Of(catalog), path, searchPattern);

    /// <summary>Splits text into words and maps them to keys of a vocabulary that is learned from the training data.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The new column: a variable vector of keys whose key values are the words.</param>
    /// <param name="inputColumnName">The column with the text; null if it has the output column's name.</param>
    /// <param name="maximumVocabularySize">
    /// The most keys, the out-of-vocabulary token included; null for as many as there are words.
    /// </param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static TokenizingByWordsEstimator TokenizeIntoWordsAsKeys(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName = null,
        int? maximumVocabularySize = null) =>
        catalog.TokenizeIntoWordsAsKeys(
            outputColumnName, inputColumnName,
            new TokenizeIntoWordsAsKeysOptions { MaximumVocabularySize = maximumVocabularySize });

    /// <summary>Splits text into words and maps them to keys, with every option.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">The new column: a variable vector of keys whose key values are the words.</param>
    /// <param name="inputColumnName">The column with the text; null if it has the output column's name.</param>
    /// <param name="options">How text becomes words and words become keys.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static TokenizingByWordsEstimator TokenizeIntoWordsAsKeys(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName,
        TokenizeIntoWordsAsKeysOptions options) =>
        new(HostEnvironments.Of(catalog), outputColumnName, inputColumnName, options);

    /// <summary>
    /// Splits text into subwords and maps them to keys of a vocabulary file: WordPiece, or byte pairs (BPE).
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">
    /// The new column: a variable vector of keys whose key values are the vocabulary's tokens.
    /// </param>
    /// <param name="inputColumnName">The column with the text; null if it has the output column's name.</param>
    /// <param name="vocabularyPath">
    /// The vocabulary: <c>vocab.txt</c>, a token per line, for WordPiece; <c>vocab.json</c> for byte pairs.
    /// </param>
    /// <param name="mergesPath">The merges of byte pairs, <c>merges.txt</c>; null for WordPiece.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">A file is invalid; the message names the file and the line or token.</exception>
    public static TokenizingBySubwordsEstimator TokenizeIntoSubwordsAsKeys(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName, string vocabularyPath,
        string? mergesPath = null) =>
        catalog.TokenizeIntoSubwordsAsKeys(
            outputColumnName, inputColumnName,
            new TokenizeIntoSubwordsAsKeysOptions { VocabularyPath = vocabularyPath, MergesPath = mergesPath });

    /// <summary>Splits text into subwords and maps them to keys, with every option.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms.Text</c>.</param>
    /// <param name="outputColumnName">
    /// The new column: a variable vector of keys whose key values are the vocabulary's tokens.
    /// </param>
    /// <param name="inputColumnName">The column with the text; null if it has the output column's name.</param>
    /// <param name="options">The vocabulary's files, and how text becomes its tokens.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">A file is invalid; the message names the file and the line or token.</exception>
    public static TokenizingBySubwordsEstimator TokenizeIntoSubwordsAsKeys(
        this TransformsCatalog.TextTransforms catalog, string outputColumnName, string? inputColumnName,
        TokenizeIntoSubwordsAsKeysOptions options) =>
        new(HostEnvironments.Of(catalog), outputColumnName, inputColumnName, options);

    /// <summary>Gives every sequence the same length: pads short ones and truncates long ones.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The new column: a vector of <paramref name="length"/> steps.</param>
    /// <param name="inputColumnName">
    /// The column with the sequences, of keys or of Single; null for that of the output's name.
    /// </param>
    /// <param name="length">The number of time steps of each output sequence; 1 or more.</param>
    /// <param name="padding">The end at which short sequences are padded.</param>
    /// <param name="truncation">The steps that long sequences lose.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static SequencePaddingEstimator PadSequence(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, int length,
        SequencePadding padding = SequencePadding.Post, SequenceTruncation truncation = SequenceTruncation.Post) =>
        catalog.PadSequence(
            outputColumnName, inputColumnName,
            new PadSequenceOptions { Length = length, Padding = padding, Truncation = truncation });

    /// <summary>Gives every sequence the same length: pads short ones and truncates long ones at the end.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The new column: a vector of <paramref name="length"/> steps.</param>
    /// <param name="length">The number of time steps of each output sequence; 1 or more.</param>
    /// <param name="inputColumnName">
    /// The column with the sequences, of keys or of Single; null to replace the column with the output's name.
    /// Default: null.
    /// </param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static SequencePaddingEstimator PadSequence(
        this TransformsCatalog catalog, string outputColumnName, int length, string? inputColumnName = null) =>
        catalog.PadSequence(outputColumnName, inputColumnName, new PadSequenceOptions { Length = length });

    /// <summary>Gives every sequence of a column the same length in place, with every option.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column with the sequences, of keys or of Single, which the new one replaces.</param>
    /// <param name="options">The length, and how to pad and truncate.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static SequencePaddingEstimator PadSequence(
        this TransformsCatalog catalog, string outputColumnName, PadSequenceOptions options) =>
        catalog.PadSequence(outputColumnName, inputColumnName: null, options);

    /// <summary>Gives every sequence the same length, with every option.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">
    /// The column with the sequences, of keys or of Single; null for that of the output's name.
    /// </param>
    /// <param name="options">The length, and how to pad and truncate.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static SequencePaddingEstimator PadSequence(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, PadSequenceOptions options) =>
        new(HostEnvironments.Of(catalog), outputColumnName, inputColumnName, options);

    private static T WithCommon<T>(
        T options, string label, string feature, string? exampleWeight, int? numberOfEpochs, int? batchSize, double? learningRate)
        where T : SequenceTrainerOptions
    {
        (options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName) = (label, feature, exampleWeight);
        (options.NumberOfEpochs, options.BatchSize, options.LearningRate) = (numberOfEpochs, batchSize, learningRate);
        return options;
    }
}
