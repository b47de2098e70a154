using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>The options of every trainer; each architecture's options derive from it.</summary>
/// <remarks>
/// Plain values: change them until the trainer is created. The trainer then checks them all at once and throws an <see
/// cref="ArgumentException"/> that lists every violation with the rule, the value received and the remedy.
/// </remarks>
public abstract partial class SequenceTrainerOptions
{
    private protected SequenceTrainerOptions()
    {
    }

    /// <summary>The column with the labels. Default: "Label".</summary>
    [Category(OptionGroup.Columns)]
    public string LabelColumnName { get; set; } = SequenceTrainerDefaults.LabelColumnName;

    /// <summary>
    /// The column with the sequences: a vector of keys (tokens; a missing key is padding) or of Single (numbers by time step).
    /// Default: "Features".
    /// </summary>
    [Category(OptionGroup.Columns)]
    public string FeatureColumnName { get; set; } = SequenceTrainerDefaults.FeatureColumnName;

    /// <summary>
    /// A Single column with the weight of each example in the loss, 0 or more; null weights all equally. Default: null.
    /// </summary>
    [Category(OptionGroup.Columns)]
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>
    /// Classification: the fraction of a label that training spreads over all classes, so that no logit grows without bound
    /// (Szegedy et al. 2016, section 7); from 0 to below 1, or null to choose it by the number of training rows. Default: null.
    /// </summary>
    /// <remarks>
    /// Null means 0.1 up to 2,000 rows, 0 from 20,000 on, and in between a value that falls with the logarithm of the rows.
    /// </remarks>
    [Category(OptionGroup.Loss)]
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double? LabelSmoothing { get; set; }

    /// <summary>
    /// Classification: how much the examples of each class count in the loss. Default: <see cref="ClassWeights.None"/>.
    /// </summary>
    [Category(OptionGroup.Loss)]
    public ClassWeights ClassWeights { get; set; } = ClassWeights.None;

    /// <summary>Regression: the loss to minimize. Default: <see cref="RegressionLoss.Squared"/>.</summary>
    [Category(OptionGroup.Loss)]
    public RegressionLoss RegressionLoss { get; set; } = RegressionLoss.Squared;

    /// <summary>
    /// Regression with <see cref="RegressionLoss.Huber"/>: the distance at which the loss becomes linear, in standard deviations
    /// of the training labels; above 0, or null for 1. Default: null.
    /// </summary>
    [Category(OptionGroup.Loss)]
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? HuberDelta { get; set; }

    internal ObjectiveOptions ObjectiveOptions => new(LabelColumnName, ClassWeights)
    {
        LabelSmoothing = LabelSmoothing ?? 0,
        RegressionLoss = RegressionLoss,
        HuberDelta = HuberDelta,
    };

    /// <summary>
    /// A trained model of this library, alone or in a chain, whose weights training continues from: for more epochs, other data,
    /// another task or other classes, with a new head. The options must describe the model's network. Null to start with random
    /// weights. Default: null.
    /// </summary>
    [Category(OptionGroup.Start)]
    public ITransformer? ContinueFrom { get; set; }

    /// <summary>
    /// <see cref="ContinueFrom"/>: whether a vocabulary that differs from the model's is mapped word by word, with new words
    /// starting at random; otherwise it is an error. Default: false.
    /// </summary>
    [Category(OptionGroup.Start)]
    public bool MapVocabulary { get; set; }

    /// <summary>
    /// <see cref="ContinueFrom"/>: the first epochs, in which only the head is trained and the rest is frozen; 0 or more.
    /// Default: 0.
    /// </summary>
    [Category(OptionGroup.Start)]
    [Range(0, int.MaxValue)]
    public int FrozenEpochs { get; set; }

    /// <summary>
    /// <see cref="ContinueFrom"/>: the epochs after <see cref="FrozenEpochs"/> in which the input layer, the embedding, is still
    /// frozen: layers thaw one after another, the last first (gradual unfreezing; Howard and Ruder 2018, section 3.3); 0 or more.
    /// Default: 0.
    /// </summary>
    [Category(OptionGroup.Start)]
    [Range(0, int.MaxValue)]
    public int FrozenEmbeddingEpochs { get; set; }

    /// <summary>
    /// <see cref="ContinueFrom"/>: whether <see cref="WeightDecay"/> pulls the weights that were copied from the model toward
    /// their starting values rather than to 0 (L2-SP; Li et al. 2018, "Explicit Inductive Bias for Transfer Learning with
    /// Convolutional Networks"). Weights that start at random (a new head, new words) are pulled to 0. Needs a weight decay above
    /// 0. Default: false.
    /// </summary>
    [Category(OptionGroup.Start)]
    public bool DecayTowardStart { get; set; }

    /// <summary>
    /// Word vectors that the embedding of tokens starts from; null for random ones. Their dimension must be the width of the
    /// embedding, and the feature column's keys must have their words as key values. A word without a vector starts at random,
    /// with the variance of the vectors found (Kim 2014, section 4.3). Training then changes them all, at the rate of all
    /// weights, unless <see cref="EmbeddingLearningRate"/> sets a separate rate, or 0 to freeze them. Not with <see
    /// cref="ContinueFrom"/>. Default: null.
    /// </summary>
    [Category(OptionGroup.Start)]
    public InitialEmbeddings? InitialEmbeddings { get; set; }

    /// <summary>
    /// Determines the initial weights, the held-out rows, the order and the dropout: the same seed, device and thread count give
    /// the same model. Null uses the MLContext's seed, or a random one if it has none. Default: null.
    /// </summary>
    [Category(OptionGroup.Machine)]
    public int? Seed { get; set; }

    /// <summary>
    /// Where to train: "auto" (a GPU if there is one), "cpu", "cuda" or "cuda:1"; null follows <c>MLContext.GpuDeviceId</c> and
    /// <c>MLContext.FallbackToCpu</c>. Default: null.
    /// </summary>
    [Category(OptionGroup.Machine)]
    public string? Device { get; set; }

    /// <summary>The precision of training's products. Default: <see cref="TrainingPrecision.Float32"/>.</summary>
    [Category(OptionGroup.Machine)]
    public TrainingPrecision Precision { get; set; } = TrainingPrecision.Float32;

    /// <summary>
    /// The number of threads that train and validate; 1 or more. Null trains with as many as pay off: one per core, but in a
    /// recurrent network at most one for each four sequences of a batch; and validates with one per core. torch's own number is
    /// restored afterward. Default: null.
    /// </summary>
    [Category(OptionGroup.Machine)]
    [Range(1, int.MaxValue)]
    public int? NumberOfThreads { get; set; }

    /// <summary>
    /// The number of rows that are shuffled together. Data with at most this many rows are read and encoded once and kept; larger
    /// data are reread each epoch, a window at a time. 1 or more. Default: 200,000.
    /// </summary>
    [Category(OptionGroup.Machine)]
    [Range(1, int.MaxValue)]
    public int ShuffleWindowSize { get; set; } = 200_000;

    /// <summary>
    /// Called for each epoch and step, in order: see <see cref="IEpochCallback"/> and <see cref="IStepCallback"/>.
    /// </summary>
    public IList<ITrainingCallback> Callbacks { get; set; } = [];

    /// <summary>Stops the fit within a step, with an <see cref="OperationCanceledException"/>. Default: none.</summary>
    public CancellationToken CancellationToken { get; set; }
}
