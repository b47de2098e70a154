using Microsoft.ML;

namespace MlNet.Sequences;

/// <content>The trainers of <c>mlContext.MulticlassClassification.Trainers</c>.</content>
public static partial class SequencesCatalog
{
    /// <summary>Trains an LSTM for multiclass classification, with the common settings.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">The key column with the labels.</param>
    /// <param name="featureColumnName">The column with the sequences: a vector of keys or of Single.</param>
    /// <param name="exampleWeightColumnName">A Single column with the examples' weights, or null.</param>
    /// <param name="hiddenSize">The width of the hidden state; 1 or more.</param>
    /// <param name="numberOfEpochs">The number of passes over the data; 1 or more, or null to choose it by the data.</param>
    /// <param name="batchSize">The number of sequences in a training step; 1 or more, or null to choose it by the data.</param>
    /// <param name="learningRate">The highest learning rate; above 0, or null to choose it by the data.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static SequenceTrainer Lstm(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName,
        string featureColumnName = SequenceTrainerDefaults.FeatureColumnName,
        string? exampleWeightColumnName = null,
        int hiddenSize = RecurrentOptions.DefaultHiddenSize,
        int? numberOfEpochs = null,
        int? batchSize = null,
        double? learningRate = null) =>
        catalog.Lstm(WithCommon(
            new LstmOptions { HiddenSize = hiddenSize },
            labelColumnName, featureColumnName, exampleWeightColumnName, numberOfEpochs, batchSize, learningRate));

    /// <summary>Trains an LSTM for multiclass classification, with every option.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">The options, read when the trainer is created.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static SequenceTrainer Lstm(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, LstmOptions options) =>
        catalog.Sequence(options);

    /// <summary>Trains a GRU for multiclass classification, with the common settings.</summary>
    /// <inheritdoc
    ///     cref="Lstm(MulticlassClassificationCatalog.MulticlassClassificationTrainers, string, string, string, int, int?, int?,
    /// double?)"
    ///     path="/param|/exception"/>
    public static SequenceTrainer Gru(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName,
        string featureColumnName = SequenceTrainerDefaults.FeatureColumnName,
        string? exampleWeightColumnName = null,
        int hiddenSize = RecurrentOptions.DefaultHiddenSize,
        int? numberOfEpochs = null,
        int? batchSize = null,
        double? learningRate = null) =>
        catalog.Gru(WithCommon(
            new GruOptions { HiddenSize = hiddenSize },
            labelColumnName, featureColumnName, exampleWeightColumnName, numberOfEpochs, batchSize, learningRate));

    /// <summary>Trains a GRU for multiclass classification, with every option.</summary>
    /// <inheritdoc
    ///     cref="Lstm(MulticlassClassificationCatalog.MulticlassClassificationTrainers, LstmOptions)"
    ///     path="/param|/exception"/>
    public static SequenceTrainer Gru(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, GruOptions options) =>
        catalog.Sequence(options);

    /// <summary>Trains a plain recurrent network (Elman 1990) for multiclass classification, with the common settings.</summary>
    /// <inheritdoc
    ///     cref="Lstm(MulticlassClassificationCatalog.MulticlassClassificationTrainers, string, string, string, int, int?, int?,
    /// double?)"
    ///     path="/param|/exception"/>
    public static SequenceTrainer Rnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName,
        string featureColumnName = SequenceTrainerDefaults.FeatureColumnName,
        string? exampleWeightColumnName = null,
        int hiddenSize = RecurrentOptions.DefaultHiddenSize,
        int? numberOfEpochs = null,
        int? batchSize = null,
        double? learningRate = null) =>
        catalog.Rnn(WithCommon(
            new RnnOptions { HiddenSize = hiddenSize },
            labelColumnName, featureColumnName, exampleWeightColumnName, numberOfEpochs, batchSize, learningRate));

    /// <summary>Trains a plain recurrent network (Elman 1990) for multiclass classification, with every option.</summary>
    /// <inheritdoc
    ///     cref="Lstm(MulticlassClassificationCatalog.MulticlassClassificationTrainers, LstmOptions)"
    ///     path="/param|/exception"/>
    public static SequenceTrainer Rnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, RnnOptions options) =>
        catalog.Sequence(options);

    /// <summary>Trains a Transformer encoder for multiclass classification, with the common settings.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">The key column with the labels.</param>
    /// <param name="featureColumnName">The column with the sequences: a vector of keys or of Single.</param>
    /// <param name="exampleWeightColumnName">A Single column with the examples' weights, or null.</param>
    /// <param name="hiddenSize">
    /// The width of a token's vector and of every layer; 1 or more, a multiple of four (two heads of an even width).
    /// </param>
    /// <param name="numberOfEpochs">The number of passes over the data; 1 or more, or null to choose it by the data.</param>
    /// <param name="batchSize">The number of sequences in a training step; 1 or more, or null to choose it by the data.</param>
    /// <param name="learningRate">The highest learning rate; above 0, or null to choose it by the data.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static SequenceTrainer Transformer(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = SequenceTrainerDefaults.LabelColumnName,
        string featureColumnName = SequenceTrainerDefaults.FeatureColumnName,
        string? exampleWeightColumnName = null,
        int hiddenSize = TransformerOptions.DefaultHiddenSize,
        int? numberOfEpochs = null,
        int? batchSize = null,
        double? learningRate = null) =>
        catalog.Transformer(WithCommon(
            new TransformerOptions { HiddenSize = hiddenSize },
            labelColumnName, featureColumnName, exampleWeightColumnName, numberOfEpochs, batchSize, learningRate));

    /// <summary>Trains a Transformer encoder for multiclass classification, with every option.</summary>
    /// <inheritdoc
    ///     cref="Lstm(MulticlassClassificationCatalog.MulticlassClassificationTrainers, LstmOptions)"
    ///     path="/param|/exception"/>
    public static SequenceTrainer Transformer(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TransformerOptions options) =>
        catalog.Sequence(options);

    /// <summary>
    /// Trains the options' network for multiclass classification: one of the library's, or a custom one.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">
    /// The options, read when the trainer is created: <see cref="LstmOptions"/>, <see cref="GruOptions"/>, <see
    /// cref="RnnOptions"/>, <see cref="TransformerOptions"/>, or a <see cref="CustomSequenceOptions"/>.
    /// </param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static SequenceTrainer Sequence(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, SequenceTrainerOptions options) =>
        new(HostEnvironments.Of(catalog), options, new MulticlassTask());

    /// <summary>
    /// Trains a network to give each step of a sequence a class, such as each word its part of speech: with the options of any
    /// network, one of the library's or one of your own.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The label column is a vector of keys with one for each slot of the feature column, or for each step that is not padding; a
    /// missing key is a step without label. Where <c>PadSequence</c> pads or truncates the sequences, pad the labels with the
    /// same options. Pooling plays no part; a network that is to see what follows a step needs <see
    /// cref="RecurrentOptions.Bidirectional"/>, or is a Transformer.
    /// </para>
    /// <para>
    /// The model adds <c>PredictedLabel</c>, a vector of keys with the label's key values, and <c>Score</c>, Single <c>[slots,
    /// classes]</c>, the softmax of the first slot, then of the second, and so on, with the classes in the annotation
    /// <c>TrainingLabelValues</c>. Both have as many slots as the row's feature column: padding has the missing key, and NaN as
    /// scores. <see cref="EvaluateTagging"/> measures them.
    /// </para>
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">
    /// The options, read when the trainer is made: <see cref="LstmOptions"/>, <see cref="GruOptions"/>, <see cref="RnnOptions"/>,
    /// <see cref="TransformerOptions"/>, or those of a <see cref="CustomSequenceOptions"/>.
    /// </param>
    /// <example>
    /// <code>mlContext.MulticlassClassification.Trainers.SequenceTagging(new LstmOptions { Bidirectional = true })</code>
    /// </example>
    /// <exception cref="ArgumentException">A rule of the options is broken; the message lists every one.</exception>
    public static SequenceTrainer SequenceTagging(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, SequenceTrainerOptions options) =>
        new(HostEnvironments.Of(catalog), options, new TaggingTask());
}
