namespace MlNet.Sequences.Cli;

/// <summary>The options of train that are those of the library, in the order of --help. A new one of the library gets a line here.</summary>
internal static class TrainerOptionTable
{
    internal static TrainerOption[] Create() =>
    [
        TrainerOption.Integer("--epochs", nameof(SequenceTrainerOptions.NumberOfEpochs), "Passes over the texts."),
        TrainerOption.Integer("--batch-size", nameof(SequenceTrainerOptions.BatchSize), "Texts in a training step."),
        TrainerOption.Number(
            "--learning-rate", nameof(SequenceTrainerOptions.LearningRate),
            "The highest learning rate.", x => x > 0, "a number above 0"),
        TrainerOption.Number(
            "--embedding-learning-rate", nameof(SequenceTrainerOptions.EmbeddingLearningRate),
            "The highest of the word vectors, where they have their own; 0 freezes them.", x => x >= 0, "a number of 0 or more"),
        TrainerOption.Number(
            "--body-learning-rate", nameof(SequenceTrainerOptions.BodyLearningRate),
            "The same for all between the word vectors and the last layer.", x => x >= 0, "a number of 0 or more"),
        TrainerOption.Number(
            "--head-learning-rate", nameof(SequenceTrainerOptions.HeadLearningRate),
            "The same for the last layer.", x => x >= 0, "a number of 0 or more"),
        TrainerOption.Word<LearningRateSchedule>(
            "--schedule", nameof(SequenceTrainerOptions.LearningRateSchedule),
            "How the learning rate moves over the steps."),
        TrainerOption.Number(
            "--warmup-fraction", nameof(SequenceTrainerOptions.WarmupFraction),
            "Part of the steps in which the rate rises, of the schedules that warm up.",
            x => x is >= 0 and <= 1, "a number from 0 to 1"),
        TrainerOption.Number(
            "--plateau-factor", nameof(SequenceTrainerOptions.PlateauFactor),
            "What reduce-on-plateau multiplies the rate by.", x => x is > 0 and < 1, "a number above 0 and below 1"),
        TrainerOption.Integer(
            "--plateau-patience", nameof(SequenceTrainerOptions.PlateauPatience),
            "Epochs without an improvement before it does."),
        TrainerOption.Integer(
            "--accumulate", nameof(SequenceTrainerOptions.GradientAccumulationSteps),
            "Batches that make one training step together, in the memory of one."),
        TrainerOption.Part(
            "--average-decay", nameof(SequenceTrainerOptions.WeightAverageDecay),
            "Keep a moving average of the weights, which follows them the more slowly the nearer this is to 1, as 0.999."),
        TrainerOption.Integer(
            "--hidden-size", nameof(RecurrentOptions.HiddenSize),
            "Width of the network's state, of each direction; of a Transformer that of a word's vector, too."),
        TrainerOption.Integer("--embedding-size", nameof(RecurrentOptions.EmbeddingSize), "Width of a word's vector."),
        TrainerOption.Integer("--layers", nameof(RecurrentOptions.NumberOfLayers), "Layers on top of each other."),
        TrainerOption.Flag("--bidirectional", nameof(RecurrentOptions.Bidirectional), "Read the texts in both directions."),
        TrainerOption.Integer(
            "--heads", nameof(TransformerOptions.NumberOfHeads),
            "Attention heads of a layer; the hidden size is a multiple of them."),
        TrainerOption.Integer(
            "--feed-forward-size", nameof(TransformerOptions.FeedForwardSize),
            "Width inside the feed-forward blocks."),
        TrainerOption.Word<PositionEncoding>(
            "--positions", nameof(TransformerOptions.Positions),
            "How the order of the words is known."),
        TrainerOption.Integer(
            "--maximum-length", nameof(TransformerOptions.MaximumLength),
            "Words that learned positions are there for; without it as many as the longest text has."),
        TrainerOption.Word<SequencePooling>(
            "--pooling", nameof(RecurrentOptions.Pooling),
            "How a text's states become one; first is for the Transformer alone."),
        TrainerOption.Part("--step-dropout", nameof(RecurrentOptions.StepDropout), "Part of the words left out in training."),
        TrainerOption.Part(
            "--embedding-dropout", nameof(RecurrentOptions.EmbeddingDropout),
            "Part of the word vectors' features dropped in training."),
        TrainerOption.Part(
            "--recurrent-dropout", nameof(RecurrentOptions.RecurrentDropout),
            "Part of the features dropped between layers."),
        TrainerOption.Part(
            "--residual-dropout", nameof(TransformerOptions.ResidualDropout),
            "Part of each block's features dropped in training."),
        TrainerOption.Part(
            "--attention-dropout", nameof(TransformerOptions.AttentionDropout),
            "Part of the attention weights dropped in training; slow."),
        TrainerOption.Part(
            "--head-dropout", nameof(RecurrentOptions.HeadDropout),
            "Part of the features dropped ahead of the last layer."),
        TrainerOption.Part(
            "--label-smoothing", nameof(SequenceTrainerOptions.LabelSmoothing),
            "Part of a label shared out among all classes.", TextTask.WithClasses),
        TrainerOption.Weights(
            "--class-weights", nameof(SequenceTrainerOptions.ClassWeights),
            "How much each class counts: none, balanced, or a weight for every class by its name, as good=1,bad=2.5.",
            TextTask.WithClasses),
        TrainerOption.Word<RegressionLoss>(
            "--regression-loss", nameof(SequenceTrainerOptions.RegressionLoss),
            "The distance from the labels that training makes small.", [TextTask.Regression]),
        TrainerOption.Number(
            "--huber-delta", nameof(SequenceTrainerOptions.HuberDelta),
            "Where the loss huber becomes linear, in standard deviations of the labels.",
            x => x > 0, "a number above 0", [TextTask.Regression]),
        TrainerOption.Part(
            "--validation-fraction", nameof(SequenceTrainerOptions.ValidationFraction),
            "Part of the texts held out to measure each epoch; the best one's weights are kept (for the sample the last " +
            "one's, since so few texts can't tell). 0 for none."),
        TrainerOption.Integer(
            "--patience", nameof(SequenceTrainerOptions.EarlyStoppingPatience),
            "Stop after so many epochs in a row that are no better than the best."),
        TrainerOption.Number(
            "--minimum-improvement", nameof(SequenceTrainerOptions.MinimumImprovement),
            "By how much an epoch is better, at least, to --patience and --plateau-patience.",
            x => x >= 0, "a number of 0 or more"),
        TrainerOption.Folder(
            "--checkpoint", nameof(SequenceTrainerOptions.CheckpointFolder),
            "A folder for checkpoints, one at each epoch's end, from which a training that was ended goes on."),
        TrainerOption.Interval("--checkpoint-every", "Checkpoints in between, after N steps or, as 5m, minutes."),
        TrainerOption.Flag(
            "--resume", nameof(SequenceTrainerOptions.Resume),
            "Go on from the last checkpoint of --checkpoint, where there is one, with the same options and data."),
        TrainerOption.WordVectors(
            "--init-embeddings", nameof(SequenceTrainerOptions.InitialEmbeddings),
            "Word vectors to start from: word2vec's text or binary, GloVe's or fastText's .vec, plain or in gzip, or a model " +
            "file (.zip) of this tool. Their width is that of a word's vector."),
        TrainerOption.Flag(
            "--map-vocabulary", nameof(SequenceTrainerOptions.MapVocabulary),
            "With --continue-from: learn the words of the new texts, and go on from those that both have."),
        TrainerOption.Integer(
            "--frozen-epochs", nameof(SequenceTrainerOptions.FrozenEpochs),
            "With --continue-from: epochs at the beginning that train the last layer alone.", 0),
        TrainerOption.Integer(
            "--seed", nameof(SequenceTrainerOptions.Seed),
            "Fixes everything random: the same seed, device and threads give the same model.", 0),
        TrainerOption.Device(nameof(SequenceTrainerOptions.Device), "Where to train; auto takes a GPU if there is one."),
        TrainerOption.Word<TrainingPrecision>(
            "--precision", nameof(SequenceTrainerOptions.Precision),
            "What training computes its products in: for GPUs and, with a Transformer, CPUs with AMX."),
        TrainerOption.Integer(
            "--threads", nameof(SequenceTrainerOptions.NumberOfThreads),
            "Threads that train; without it one a core, but a single one for a small network."),
    ];
}
