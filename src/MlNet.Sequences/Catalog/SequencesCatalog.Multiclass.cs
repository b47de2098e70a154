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
}
