using System.ComponentModel.DataAnnotations;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>What every trainer of this library can be told; the options of an architecture derive from it.</summary>
/// <remarks>
/// Plain values: change them until the trainer is made. The trainer checks them all at once when it is made and throws an
/// <see cref="ArgumentException"/> that lists every violation with the rule, the value received and the remedy.
/// </remarks>
public abstract partial class SequenceTrainerOptions
{
    private protected SequenceTrainerOptions()
    {
    }

    /// <summary>The column with the labels. Default: "Label".</summary>
    public string LabelColumnName { get; set; } = SequenceTrainerDefaults.LabelColumnName;

    /// <summary>
    /// The column with the sequences: a vector of keys (tokens; a missing key is padding) or of Single (numbers by time step).
    /// Default: "Features".
    /// </summary>
    public string FeatureColumnName { get; set; } = SequenceTrainerDefaults.FeatureColumnName;

    /// <summary>
    /// A Single column with the weight of each example in the loss, 0 or more; null weighs all alike. Default: null.
    /// </summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>
    /// Classification: the fraction of a label that training spreads over all classes, so that no logit grows without bound
    /// (Szegedy et al. 2016, section 7); from 0 to below 1, or null to choose it by the number of training rows. Default: null.
    /// </summary>
    /// <remarks>
    /// Null means 0.1 up to 2,000 rows, 0 from 20,000 on, and in between a value that falls with the logarithm of the rows.
    /// </remarks>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double? LabelSmoothing { get; set; }

    /// <summary>
    /// Classification: how much the examples of each class count in the loss. Default: <see cref="ClassWeights.None"/>.
    /// </summary>
    public ClassWeights ClassWeights { get; set; } = ClassWeights.None;

    /// <summary>Regression: what training makes small. Default: <see cref="RegressionLoss.Squared"/>.</summary>
    public RegressionLoss RegressionLoss { get; set; } = RegressionLoss.Squared;

    /// <summary>
    /// Regression with <see cref="RegressionLoss.Huber"/>: the distance at which the loss becomes linear, in standard deviations
    /// of the training labels; above 0, or null for 1. Default: null.
    /// </summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? HuberDelta { get; set; }

    /// <summary>
    /// A trained model of this library, alone or in a chain, whose weights training goes on from: for more epochs, for other
    /// data, or for another task or other classes, with a new head. The options must give the network that the model has. Null to
    /// begin with random weights. Default: null.
    /// </summary>
    public ITransformer? ContinueFrom { get; set; }

    /// <summary>
    /// <see cref="ContinueFrom"/>: whether a vocabulary that differs from the model's is mapped word by word, the words that it
    /// lacks starting at random; otherwise it is an error. Default: false.
    /// </summary>
    public bool MapVocabulary { get; set; }

    /// <summary>
    /// <see cref="ContinueFrom"/>: the first epochs in which the head alone is trained and the rest stays as it is; 0 or more.
    /// Default: 0.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int FrozenEpochs { get; set; }

    /// <summary>
    /// Word vectors that the embedding of tokens starts from; null for random ones. Their dimension must be the width of the
    /// embedding, and the feature column's keys must have their words as key values. A word without a vector starts at random,
    /// with the variance of the vectors found (Kim 2014, section 4.3). Training then changes them all, at the rate of all weights
    /// unless
    /// <see cref="EmbeddingLearningRate"/> gives the embedding its own, or 0 to keep it as it is. Not with
    /// <see cref="ContinueFrom"/>. Default: null.
    /// </summary>
    public InitialEmbeddings? InitialEmbeddings { get; set; }

    /// <summary>
    /// How often training passes over the data; 1 or more, or null to choose it by the number of training steps in an epoch.
    /// Default: null.
    /// </summary>
    /// <remarks>
    /// Null means as many epochs as make 1,500 steps, but at least 5 (a Transformer: 3) and at most 10 (a plain recurrent
    /// network: 30), or as many as make 150 steps where that
    /// is more. With <see cref="ContinueFrom"/> it means 5 (3), since the network has been trained already.
    /// </remarks>
    [Range(1, int.MaxValue)]
    public int? NumberOfEpochs { get; set; }

    /// <summary>
    /// Sequences in a training step; 1 or more, or null for 16 up to 5,000 training rows and 32 for more. Default: null.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? BatchSize { get; set; }

    /// <summary>
    /// The highest learning rate; above 0, or null to choose it by the trainer and the number of training rows. Default: null.
    /// </summary>
    /// <remarks>
    /// Null means 0.01 (plain recurrent network: 0.003, Transformer: 0.002) up to 2,000 rows, 0.003 (Transformer: 0.0005) from
    /// 20,000 on, and in between a value that falls with the logarithm of the rows. With <see cref="ContinueFrom"/> it means that
    /// of many rows.
    /// </remarks>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? LearningRate { get; set; }

    /// <summary>
    /// The highest learning rate of the input layer (the embedding), which follows the same schedule; 0 freezes it, null is
    /// <see cref="LearningRate"/>. 0 or more, or null. Default: null.
    /// </summary>
    [Range(0, double.PositiveInfinity)]
    public double? EmbeddingLearningRate { get; set; }

    /// <summary>The same for all between the input layer and the head. 0 or more, or null. Default: null.</summary>
    [Range(0, double.PositiveInfinity)]
    public double? BodyLearningRate { get; set; }

    /// <summary>
    /// The same for the head, the last layer. 0 or more, or null; not all three parts can be frozen. Default: null.
    /// </summary>
    [Range(0, double.PositiveInfinity)]
    public double? HeadLearningRate { get; set; }

    /// <summary>How the learning rate moves over the steps. Default: <see cref="LearningRateSchedule.OneCycle"/>.</summary>
    public LearningRateSchedule LearningRateSchedule { get; set; } = LearningRateSchedule.OneCycle;

    /// <summary>
    /// The part of all steps in which the rate rises, for the schedules that warm up; from 0 to 1. Default: 0.3.
    /// </summary>
    [Range(0.0, 1)]
    public double WarmupFraction { get; set; } = 0.3;

    /// <summary>
    /// <see cref="LearningRateSchedule.ReduceOnPlateau"/>: what the rate is multiplied by when the metric no longer improves;
    /// above 0 and below 1. Default: 0.5.
    /// </summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double PlateauFactor { get; set; } = 0.5;

    /// <summary>
    /// <see cref="LearningRateSchedule.ReduceOnPlateau"/>: the epochs in a row that bring no improvement before the rate is
    /// reduced; 1 or more. Default: 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int PlateauPatience { get; set; } = 1;

    /// <summary>How gradients become new weights. Default: <see cref="SequenceOptimizer.Adam"/>.</summary>
    public SequenceOptimizer Optimizer { get; set; } = SequenceOptimizer.Adam;

    /// <summary>How strongly weights are drawn to 0; 0 or more. Default: 0.</summary>
    [Range(0, double.PositiveInfinity)]
    public double WeightDecay { get; set; }

    /// <summary>The momentum of <see cref="SequenceOptimizer.Sgd"/>; from 0 to below 1. Default: 0.9.</summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double Momentum { get; set; } = 0.9;

    /// <summary>
    /// The greatest norm of all gradients together; a longer gradient is shortened to it (Pascanu et al. 2013). Above 0, or null
    /// for no limit. Default: 1.
    /// </summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? GradientClippingNorm { get; set; } = 1;

    /// <summary>
    /// The batches whose gradients make one step together: a step of n batches is one of an n times larger batch, in the memory
    /// of one. At an epoch's end the batches that are left make a step. 1 or more. Default: 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int GradientAccumulationSteps { get; set; } = 1;

    /// <summary>
    /// How slowly an average of the weights follows them, step by step (an exponential moving average, with 0.999 over some
    /// thousand steps); it is what is validated, kept and scored with. From 0 to below 1, or null for no average. Default: null.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double? WeightAverageDecay { get; set; }

    /// <summary>
    /// The part of the training rows that is held out to measure each epoch, chosen by the seed; from 0 (none) to below 1.
    /// Not used where validation data are given. Default: 0.05.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double ValidationFraction { get; set; } = SequenceTrainerDefaults.ValidationFraction;

    /// <summary>
    /// Rows to measure each epoch on, with the columns that the trainer reads (transformed as the training data are); null to
    /// hold out <see cref="ValidationFraction"/> of the training rows. Default: null.
    /// </summary>
    public IDataView? ValidationData { get; set; }

    /// <summary>
    /// What makes one epoch better than another, for early stopping, plateaus and the weights that are kept; null takes the first
    /// of
    /// <see cref="Metrics"/>, and where there is none the task's own, accuracy for classification and the loss for regression.
    /// Default: null.
    /// </summary>
    public ValidationMetric? BestEpochMetric { get; set; }

    /// <summary>
    /// How many epochs in a row may fail to be better than the best before training stops; 1 or more, or null to run all epochs.
    /// Needs validation rows. Default: null.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? EarlyStoppingPatience { get; set; }

    /// <summary>
    /// How much <see cref="BestEpochMetric"/> must improve for early stopping and for
    /// <see cref="LearningRateSchedule.ReduceOnPlateau"/> to count it, in the metric's own unit; 0 or more. Default: 0.
    /// </summary>
    [Range(0, double.PositiveInfinity)]
    public double MinimumImprovement { get; set; }

    /// <summary>
    /// Whether the weights of the best epoch are kept, and not the last ones. Epochs within <see cref="BestEpochTolerance"/> of
    /// the best count as equal, and the last of them is kept. Without validation rows the last weights are kept. Default: true.
    /// </summary>
    public bool KeepBestEpoch { get; set; } = true;

    /// <summary>
    /// <see cref="KeepBestEpoch"/>: how far below the best accuracy an epoch may be and still count as equal to it, in standard
    /// errors of that accuracy, √(p(1 − p)/(rows + 4)) where p has two right and two wrong rows added (Agresti and Coull 1998); 0
    /// keeps an epoch with the highest. Other metrics have no tolerance. 0 or more. Default: 1.
    /// </summary>
    [Range(0, double.PositiveInfinity)]
    public double BestEpochTolerance { get; set; } = 1;

    /// <summary>
    /// Fixes the initial weights, the held-out rows, the order and the dropout: the same seed, device and thread count give the
    /// same model. Null takes the seed of the MLContext, or a random one where it has none. Default: null.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>
    /// Where to train: "auto" (a GPU if there is one), "cpu", "cuda" or "cuda:1"; null follows <c>MLContext.GpuDeviceId</c> and
    /// <c>MLContext.FallbackToCpu</c>. Default: null.
    /// </summary>
    public string? Device { get; set; }

    /// <summary>What training computes its products in. Default: <see cref="TrainingPrecision.Float32"/>.</summary>
    public TrainingPrecision Precision { get; set; } = TrainingPrecision.Float32;

    /// <summary>
    /// The threads that train and validate; 1 or more. Null trains with as many as pay: one a core, in a recurrent network at
    /// most one for each four sequences of a batch; and validates with one a core. torch's own number is put back afterwards.
    /// Default: null.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? NumberOfThreads { get; set; }

    /// <summary>
    /// The rows that are shuffled together. Data of no more rows are read and encoded once and kept; of more, read again each
    /// epoch, a window at a time. 1 or more. Default: 200,000.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int ShuffleWindowSize { get; set; } = 200_000;

    /// <summary>
    /// A folder for checkpoints, from which a fit that was killed goes on: written at each epoch's end, and in between as
    /// <see cref="CheckpointEverySteps"/> and <see cref="CheckpointEveryMinutes"/> say. It is made where it is missing; the last
    /// two checkpoints and that of the best epoch are kept. Null for none. Default: null.
    /// </summary>
    public string? CheckpointFolder { get; set; }

    /// <summary>After how many training steps a checkpoint is written, too; 1 or more, or null. Default: null.</summary>
    [Range(1, int.MaxValue)]
    public int? CheckpointEverySteps { get; set; }

    /// <summary>After how many minutes a checkpoint is written, too; above 0, or null. Default: null.</summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? CheckpointEveryMinutes { get; set; }

    /// <summary>
    /// Whether the fit goes on from the last checkpoint in <see cref="CheckpointFolder"/>; where there is none it starts anew. On
    /// the same device and with the same number of threads it ends with the very weights of a fit that was left alone. A
    /// checkpoint of other options or data is an error that names the difference. Without it, a folder that has checkpoints is an
    /// error. Default: false.
    /// </summary>
    public bool Resume { get; set; }

    /// <summary>
    /// Told of each epoch and step, in this order: see <see cref="IEpochCallback"/> and <see cref="IStepCallback"/>.
    /// </summary>
    public IList<ITrainingCallback> Callbacks { get; set; } = [];

    /// <summary>Stops the fit within a step, with an <see cref="OperationCanceledException"/>. Default: none.</summary>
    public CancellationToken CancellationToken { get; set; }
}
