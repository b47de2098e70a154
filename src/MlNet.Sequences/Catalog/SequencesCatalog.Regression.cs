using Microsoft.ML;

namespace MlNet.Sequences;

/// <content>The trainers of <c>mlContext.Regression.Trainers</c>.</content>
public static partial class SequencesCatalog
{
    /// <summary>Trains an LSTM for regression, with the common settings.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="labelColumnName">The column with the labels: Single, or a vector of Single with a fixed length.</param>
    /// <param name="featureColumnName">The column with the sequences: a vector of keys or of Single.</param>
    /// <param name="exampleWeightColumnName">A Single column with the examples' weights, or null.</param>
    /// <param name="hiddenSize">The width of the hidden state; 1 or more.</param>
    /// <param name="numberOfEpochs">The number of passes over the data; 1 or more, or null to choose it by the data.</param>
    /// <param name="batchSize">The number of sequences in a training step; 1 or more, or null to choose it by the data.</param>
    /// <param name="learningRate">The highest learning rate; above 0, or null to choose it by the data.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static SequenceTrainer Lstm(
        this RegressionCatalog.RegressionTrainers catalog,
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

    /// <summary>Trains an LSTM for regression, with every option.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="options">The options, read when the trainer is created.</param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static SequenceTrainer Lstm(this RegressionCatalog.RegressionTrainers catalog, LstmOptions options) =>
        catalog.Sequence(options);

    /// <summary>Trains a GRU for regression, with the common settings.</summary>
    /// <inheritdoc
    ///     cref="Lstm(RegressionCatalog.RegressionTrainers, string, string, string, int, int?, int?, double?)"
    ///     path="/param|/exception"/>
    public static SequenceTrainer Gru(
        this RegressionCatalog.RegressionTrainers catalog,
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

    /// <summary>Trains a GRU for regression, with every option.</summary>
    /// <inheritdoc
    ///     cref="Lstm(RegressionCatalog.RegressionTrainers, LstmOptions)"
    ///     path="/param|/exception"/>
    public static SequenceTrainer Gru(this RegressionCatalog.RegressionTrainers catalog, GruOptions options) =>
        catalog.Sequence(options);

    /// <summary>Trains a plain recurrent network (Elman 1990) for regression, with the common settings.</summary>
    /// <inheritdoc
    ///     cref="Lstm(RegressionCatalog.RegressionTrainers, string, string, string, int, int?, int?, double?)"
    ///     path="/param|/exception"/>
    public static SequenceTrainer Rnn(
        this RegressionCatalog.RegressionTrainers catalog,
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

    /// <summary>Trains a plain recurrent network (Elman 1990) for regression, with every option.</summary>
    /// <inheritdoc
    ///     cref="Lstm(RegressionCatalog.RegressionTrainers, LstmOptions)"
    ///     path="/param|/exception"/>
    public static SequenceTrainer Rnn(this RegressionCatalog.RegressionTrainers catalog, RnnOptions options) =>
        catalog.Sequence(options);

    /// <summary>Trains a Transformer encoder for regression, with the common settings.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="labelColumnName">The column with the labels: Single, or a vector of Single with a fixed length.</param>
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
        this RegressionCatalog.RegressionTrainers catalog,
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

    /// <summary>Trains a Transformer encoder for regression, with every option.</summary>
    /// <inheritdoc
    ///     cref="Lstm(RegressionCatalog.RegressionTrainers, LstmOptions)"
    ///     path="/param|/exception"/>
    public static SequenceTrainer Transformer(this RegressionCatalog.RegressionTrainers catalog, TransformerOptions options) =>
        catalog.Sequence(options);

    /// <summary>
    /// Trains the options' network for regression, of a number or a vector of numbers: one of the library's, or a custom one.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="options">
    /// The options, read when the trainer is created: <see cref="LstmOptions"/>, <see cref="GruOptions"/>, <see
    /// cref="RnnOptions"/>, <see cref="TransformerOptions"/>, or a <see cref="CustomSequenceOptions"/>.
    /// </param>
    /// <exception cref="ArgumentException">The options violate a rule; the message lists every violation.</exception>
    public static SequenceTrainer Sequence(this RegressionCatalog.RegressionTrainers catalog, SequenceTrainerOptions options) =>
        new(HostEnvironments.Of(catalog), options, new RegressionTask());

    /// <summary>Trains a network to give each step of a sequence a number: with the options of any network.</summary>
    /// <remarks>
    /// The label column is a vector of Single with one for each slot of the feature column, or for each step that is not padding;
    /// NaN is a step without label. The model adds <c>Score</c>, a vector of Single in the label's unit with one for each slot of
    /// the row's feature column, NaN at padding. <see cref="EvaluatePerStep"/> measures it.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="options">
    /// The options, read when the trainer is made: <see cref="LstmOptions"/>, <see cref="GruOptions"/>, <see cref="RnnOptions"/>,
    /// <see cref="TransformerOptions"/>, or those of a <see cref="CustomSequenceOptions"/>.
    /// </param>
    /// <exception cref="ArgumentException">A rule of the options is broken; the message lists every one.</exception>
    public static SequenceTrainer SequencePerStep(
        this RegressionCatalog.RegressionTrainers catalog, SequenceTrainerOptions options) =>
        new(HostEnvironments.Of(catalog), options, new StepRegressionTask());
}
