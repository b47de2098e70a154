using System.Text.Json;

namespace MlNet.Sequences.Cli;

/// <summary>
/// The options of train that come from the library, in the groups and the order of --help. A new one in the library gets a line
/// here.
/// </summary>
internal sealed class TrainerOptionTable
{
    internal IReadOnlyList<TrainerOption> Network { get; } =
    [
        TrainerOption.Integer(
            "--hidden-size", nameof(RecurrentOptions.HiddenSize),
            "Width of the recurrent state, per direction; for a Transformer the width of the whole network."),
        TrainerOption.Integer("--embedding-size", nameof(RecurrentOptions.EmbeddingSize), "Width of the word vectors."),
        TrainerOption.Integer("--layers", nameof(RecurrentOptions.NumberOfLayers), "Number of stacked layers."),
        TrainerOption.Flag("--bidirectional", nameof(RecurrentOptions.Bidirectional), "Read the texts in both directions."),
        TrainerOption.Integer(
            "--heads", nameof(TransformerOptions.NumberOfHeads), "Attention heads per layer; must divide --hidden-size."),
        TrainerOption.Integer(
            "--feed-forward-size", nameof(TransformerOptions.FeedForwardSize), "Width inside the feed-forward blocks."),
        TrainerOption.Word<PositionEncoding>(
            "--position-encoding", nameof(TransformerOptions.Positions),
            "How the network knows the order of the words.").Or("--positions"),
        TrainerOption.Integer(
            "--max-positions", nameof(TransformerOptions.MaximumLength),
            "Number of learned positions. Default: --max-length.").Or("--maximum-length"),
        TrainerOption.Word<SequencePooling>(
            "--pooling", nameof(RecurrentOptions.Pooling),
            "How the states of a text are combined into one; first works with the Transformer only."),
    ];

    internal IReadOnlyList<TrainerOption> Ngrams { get; } =
    [
        TrainerOption.Integer(
            "--ngram-length", nameof(NgramLogisticRegressionOptions.NgramLength),
            "The most words of an n-gram; 0 trains the network alone.", tasks: TextTask.WithClasses),
        TrainerOption.Integer(
            "--minimum-document-count", nameof(NgramLogisticRegressionOptions.MinimumDocumentCount),
            "The number of texts in which an n-gram must occur.", tasks: TextTask.WithClasses),
        TrainerOption.Number(
            "--l2-regularization", nameof(NgramLogisticRegressionOptions.L2Regularization),
            "How strongly weights are pulled toward 0.", TextTask.WithClasses),
        TrainerOption.Number(
            "--count-smoothing", nameof(NgramLogisticRegressionOptions.CountSmoothing),
            "Added to each n-gram's count in each class.", TextTask.WithClasses),
        TrainerOption.Number(
            "--naive-bayes-fraction", nameof(NgramLogisticRegressionOptions.NaiveBayesFraction),
            "Fraction of naive Bayes in the weights; the rest is logistic regression. Default: 0.2 for two classes, 0 for " +
            "several",
            TextTask.WithClasses),
    ];

    internal IReadOnlyList<TrainerOption> Loss { get; } =
    [
        TrainerOption.Number(
            "--label-smoothing", nameof(SequenceTrainerOptions.LabelSmoothing),
            "Fraction of each label that is spread over all classes.", TextTask.WithClassesOrTags),
        TrainerOption.Weights(
            "--class-weights", nameof(SequenceTrainerOptions.ClassWeights),
            "Weight of each class in the loss: none, balanced, or a number for every class, such as good=1,bad=2.5.",
            TextTask.WithClassesOrTags),
        TrainerOption.Word<RegressionLoss>(
            "--regression-loss", nameof(SequenceTrainerOptions.RegressionLoss), "The loss to minimize.", [TextTask.Regression]),
        TrainerOption.Number(
            "--huber-delta", nameof(SequenceTrainerOptions.HuberDelta),
            "Where the Huber loss becomes linear, in standard deviations of the labels.", [TextTask.Regression]),
    ];

    internal IReadOnlyList<TrainerOption> Regularization { get; } =
    [
        TrainerOption.Number(
            "--word-dropout", nameof(RecurrentOptions.StepDropout),
            "Fraction of the words left out during training.").Or("--step-dropout"),
        TrainerOption.Number(
            "--embedding-dropout", nameof(RecurrentOptions.EmbeddingDropout), "Dropout of the word vectors' features."),
        TrainerOption.Number("--recurrent-dropout", nameof(RecurrentOptions.RecurrentDropout), "Dropout between layers."),
        TrainerOption.Number(
            "--weight-dropout", nameof(RecurrentOptions.WeightDropout), "Dropout of the recurrent weights themselves."),
        TrainerOption.Number("--residual-dropout", nameof(TransformerOptions.ResidualDropout), "Dropout after each block."),
        TrainerOption.Number(
            "--attention-dropout", nameof(TransformerOptions.AttentionDropout), "Dropout of the attention weights; slow."),
        TrainerOption.Number("--head-dropout", nameof(RecurrentOptions.HeadDropout), "Dropout before the last layer."),
        TrainerOption.Word<AdversarialTraining>(
            "--adversarial", nameof(SequenceTrainerOptions.AdversarialTraining),
            "A second loss, where word vectors are moved in the worst direction; virtual-adversarial needs no labels.")
            .Or("--adversarial-training"),
        TrainerOption.Number(
            "--adversarial-norm", nameof(SequenceTrainerOptions.AdversarialNorm),
            "How far a text's word vectors are moved, in standard deviations."),
        TrainerOption.Number(
            "--adversarial-weight", nameof(SequenceTrainerOptions.AdversarialWeight), "Factor of the second loss."),
        TrainerOption.Number(
            "--weight-decay", nameof(SequenceTrainerOptions.WeightDecay), "How strongly weights are pulled toward 0."),
    ];

    /// <summary>How a step changes the weights.</summary>
    internal IReadOnlyList<TrainerOption> Steps { get; } =
    [
        TrainerOption.Integer("--batch-size", nameof(SequenceTrainerOptions.BatchSize), "Texts per batch.").Or("-b"),
        TrainerOption.Integer(
            "--gradient-accumulation", nameof(SequenceTrainerOptions.GradientAccumulationSteps),
            "Batches per step: the effect of a larger batch in the memory of one.").Or("--accumulate"),
        TrainerOption.Limit(
            "--gradient-clipping", nameof(SequenceTrainerOptions.GradientClippingNorm),
            "Largest norm of all gradients together; longer ones are scaled down."),
        TrainerOption.Word<SequenceOptimizer>("--optimizer", nameof(SequenceTrainerOptions.Optimizer), "The optimizer."),
        TrainerOption.Number("--momentum", nameof(SequenceTrainerOptions.Momentum), "Momentum of sgd."),
        TrainerOption.Number(
            "--embedding-learning-rate", nameof(SequenceTrainerOptions.EmbeddingLearningRate),
            "Learning rate of the word vectors, if it differs; 0 freezes them."),
        TrainerOption.Number(
            "--body-learning-rate", nameof(SequenceTrainerOptions.BodyLearningRate),
            "The same for the layers between the word vectors and the last layer."),
        TrainerOption.Number(
            "--head-learning-rate", nameof(SequenceTrainerOptions.HeadLearningRate),
            "The same for the last layer."),
    ];

    /// <summary>The number of steps, and their rates.</summary>
    internal IReadOnlyList<TrainerOption> Schedule { get; } =
    [
        TrainerOption.Integer("--epochs", nameof(SequenceTrainerOptions.NumberOfEpochs), "Passes over the texts.").Or("-e"),
        TrainerOption.Number(
            "--learning-rate", nameof(SequenceTrainerOptions.LearningRate),
            "The highest learning rate; find-learning-rate suggests one."),
        TrainerOption.Word<LearningRateSchedule>(
            "--learning-rate-schedule", nameof(SequenceTrainerOptions.LearningRateSchedule),
            "How the learning rate changes during training.").Or("--schedule"),
        TrainerOption.Number(
            "--warmup-fraction", nameof(SequenceTrainerOptions.WarmupFraction),
            "Fraction of the steps in which the rate rises, in schedules with a warmup."),
        TrainerOption.Number(
            "--plateau-factor", nameof(SequenceTrainerOptions.PlateauFactor),
            "reduce-on-plateau multiplies the rate by this."),
        TrainerOption.Integer(
            "--plateau-patience", nameof(SequenceTrainerOptions.PlateauPatience),
            "Epochs without improvement before reduce-on-plateau acts."),
        TrainerOption.Number(
            "--ema-decay", nameof(SequenceTrainerOptions.WeightAverageDecay),
            "Score with a moving average of the weights; the closer to 1, such as 0.999, the slower it follows.").Or(
                "--average-decay"),
    ];

    /// <summary>How many texts are held out.</summary>
    internal TrainerOption ValidationFraction { get; } = TrainerOption.Number(
        "--validation-fraction", nameof(SequenceTrainerOptions.ValidationFraction),
        "Fraction of the texts held out to measure each epoch; 0 for none.");

    /// <summary>Which texts are held out together.</summary>
    internal TrainerOption SamplingKey { get; } = TrainerOption.Column(
        ColumnNames.SamplingKeyOption, nameof(SequenceTrainerOptions.SamplingKeyColumnName),
        "Column whose equal values are held out together, such as an author or a product. Default: the film for IMDB, else none");

    /// <summary>What depends on validation.</summary>
    internal IReadOnlyList<TrainerOption> Stopping { get; } =
    [
        TrainerOption.Word<ValidationMetric>(
            "--best-epoch-metric", nameof(SequenceTrainerOptions.BestEpochMetric),
            "What makes one epoch better than another; accuracy for classes and loss for regression, if not given."),
        TrainerOption.KeptEpoch(
            "--keep-epoch",
            "The epoch whose weights are kept: near-best, the last one whose accuracy is within one standard error of the best " +
            "(of other metrics, the best one); best; or last."),
        TrainerOption.Integer(
            "--patience", nameof(SequenceTrainerOptions.EarlyStoppingPatience),
            "Stop after this many epochs in a row without improvement."),
        TrainerOption.Number(
            "--min-delta", nameof(SequenceTrainerOptions.MinimumImprovement),
            "The least change that counts as an improvement, for --patience and --plateau-patience.").Or("--minimum-improvement"),
    ];

    internal IReadOnlyList<TrainerOption> Checkpoints { get; } =
    [
        TrainerOption.Folder(
            "--checkpoint", nameof(SequenceTrainerOptions.CheckpointFolder),
            "A folder for checkpoints, written at the end of each epoch."),
        TrainerOption.Interval("--checkpoint-every", "Also write one every N steps or, as 5m, minutes."),
        TrainerOption.Flag(
            "--resume", nameof(SequenceTrainerOptions.Resume),
            "Continue from the last checkpoint in --checkpoint, if there is one; options and data must be the same."),
    ];

    /// <summary>What the network starts from besides a model.</summary>
    internal IReadOnlyList<TrainerOption> Start { get; } =
    [
        TrainerOption.Flag(
            "--map-vocabulary", nameof(SequenceTrainerOptions.MapVocabulary),
            "With --continue-from: learn the words of the new texts, and reuse the vectors of those the model knows."),
        TrainerOption.Flag(
            "--decay-toward-start", nameof(SequenceTrainerOptions.DecayTowardStart),
            "With --continue-from: --weight-decay pulls the weights toward those of the model."),
        TrainerOption.WordVectors(
            "--init-embeddings", nameof(SequenceTrainerOptions.InitialEmbeddings),
            "Word vectors to start from: word2vec (text or binary), GloVe or fastText .vec, plain or gzipped, or a model " +
            "file (.zip) of this tool. Must be as wide as --embedding-size."),
    ];

    internal TrainerOption FrozenEpochs { get; } = TrainerOption.Integer(
        "--frozen-epochs", nameof(SequenceTrainerOptions.FrozenEpochs),
        "With --continue-from: train only the last layer in the first epochs.");

    internal TrainerOption FrozenEmbeddingEpochs { get; } = TrainerOption.Integer(
        "--frozen-embedding-epochs", nameof(SequenceTrainerOptions.FrozenEmbeddingEpochs),
        "With --continue-from: keep the word vectors frozen for this many more epochs.");

    internal IReadOnlyList<TrainerOption> Machine { get; } =
    [
        TrainerOption.Integer(
            "--seed", nameof(SequenceTrainerOptions.Seed),
            "Makes training reproducible: same seed, device and threads, same model.", 0),
        TrainerOption.Device(nameof(SequenceTrainerOptions.Device), "Where to train; auto uses a GPU if there is one."),
        TrainerOption.Word<TrainingPrecision>(
            "--precision", nameof(SequenceTrainerOptions.Precision),
            "Arithmetic of training: for GPUs and, with a Transformer, CPUs with AMX."),
        TrainerOption.Integer(
            "--threads", nameof(SequenceTrainerOptions.NumberOfThreads),
            "Training threads. Default: one per core, fewer for a small network."),
        TrainerOption.Integer(
            "--shuffle-window", nameof(SequenceTrainerOptions.ShuffleWindowSize),
            "Rows that are shuffled together; larger data sets are read again each epoch."),
    ];

    /// <summary>The settings, by their keys in a settings file, that a task does not use.</summary>
    internal static IReadOnlySet<string> SettingsWithoutUseFor(TextTask task) => new TrainerOptionTable().All
        .Where(option => !option.IsOf(task))
        .SelectMany(option => option.Properties)
        .Select(JsonNamingPolicy.CamelCase.ConvertName)
        .ToHashSet();

    /// <summary>All of them.</summary>
    internal IReadOnlyList<TrainerOption> All =>
    [
        .. Network, .. Ngrams, .. Loss, .. Regularization, .. Steps, .. Schedule, ValidationFraction, SamplingKey, .. Stopping,
        .. Checkpoints, .. Start, FrozenEpochs, FrozenEmbeddingEpochs, .. Machine,
    ];
}
