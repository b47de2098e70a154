using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

// How the network is trained, by the names of SequenceTrainerOptions.
public abstract partial class ForecastOptions
{
    /// <summary>
    /// The fraction of each series that is held out for validation at its end, and at least the horizon; from 0 (none) to below
    /// 1. A series that would be shorter than a window and two horizons is only trained on. Default: 0.1.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double ValidationFraction { get; set; } = 0.1;

    /// <summary>
    /// The number of steps between the last that is trained on and the first that is validated with; 0 or more. Default: 0.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int ValidationGap { get; set; }

    /// <summary>
    /// The number of passes over the windows; 1 or more, or null to choose it by the number of training steps in an epoch, from
    /// 10 to 30. Default: null.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? NumberOfEpochs { get; set; }

    /// <summary>
    /// Windows in a training step, each with all its targets; 1 or more, or null for about 512 divided by the targets, and fewer
    /// if there are few windows. Default: null.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? BatchSize { get; set; }

    /// <summary>
    /// The highest learning rate; above 0, or null to choose it by the trainer and the number of windows. Default: null.
    /// </summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? LearningRate { get; set; }

    /// <summary>How the learning rate changes over the steps. Default: <see cref="LearningRateSchedule.OneCycle"/>.</summary>
    public LearningRateSchedule LearningRateSchedule { get; set; } = LearningRateSchedule.OneCycle;

    /// <summary>How gradients become new weights. Default: <see cref="SequenceOptimizer.Adam"/>.</summary>
    public SequenceOptimizer Optimizer { get; set; } = SequenceOptimizer.Adam;

    /// <summary>The weight decay, which pulls weights to 0; 0 or more. Default: 0.</summary>
    [Range(0, double.PositiveInfinity)]
    public double WeightDecay { get; set; }

    /// <summary>
    /// The maximum norm of all gradients together; above 0, or null for no limit. Default: 1.
    /// </summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? GradientClippingNorm { get; set; } = 1;

    /// <summary>
    /// How slowly an exponential moving average of the weights follows them, which is validated, kept and scored with; from 0 to
    /// below 1, or null for no average. Default: null.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double? WeightAverageDecay { get; set; }

    /// <summary>
    /// How many consecutive epochs may fail to improve the validation loss before training stops; 1 or more, or null to run all
    /// epochs. Needs held-out steps. Default: null.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? EarlyStoppingPatience { get; set; }

    /// <summary>
    /// Whether to keep the weights of the epoch with the lowest validation loss rather than the last. Default: true.
    /// </summary>
    public bool KeepBestEpoch { get; set; } = true;

    /// <summary>
    /// Determines the initial weights, the order and the dropout: the same seed, device and thread count give the same model.
    /// Null uses the MLContext's seed, or a random one if it has none. Default: null.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>
    /// Where to train: "auto" (a GPU if there is one), "cpu", "cuda" or "cuda:1"; null follows <c>MLContext.GpuDeviceId</c> and
    /// <c>MLContext.FallbackToCpu</c>. Default: null.
    /// </summary>
    public string? Device { get; set; }

    /// <summary>
    /// The number of threads that train and validate; 1 or more, or null for one per core. Default: null.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? NumberOfThreads { get; set; }

    /// <summary>
    /// A folder for checkpoints, from which a killed fit resumes: see <see cref="SequenceTrainerOptions.CheckpointFolder"/>. Null
    /// for none. Default: null.
    /// </summary>
    public string? CheckpointFolder { get; set; }

    /// <summary>The number of training steps between additional checkpoints; 1 or more, or null. Default: null.</summary>
    [Range(1, int.MaxValue)]
    public int? CheckpointEverySteps { get; set; }

    /// <summary>The number of minutes between additional checkpoints; above 0, or null. Default: null.</summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? CheckpointEveryMinutes { get; set; }

    /// <summary>
    /// Whether the fit resumes from the last checkpoint in <see cref="CheckpointFolder"/>: see
    /// <see cref="SequenceTrainerOptions.Resume"/>. Default: false.
    /// </summary>
    public bool Resume { get; set; }

    /// <summary>
    /// Called for each epoch and step, in order: see <see cref="IEpochCallback"/> and <see cref="IStepCallback"/>.
    /// </summary>
    public IList<ITrainingCallback> Callbacks { get; set; } = [];

    /// <summary>Stops the fit within a step, with an <see cref="OperationCanceledException"/>. Default: none.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>The options of the fit of a network.</summary>
    internal ForecastFitOptions MakeFitOptions(ForecastArchitecture architecture) => new()
    {
        Network = architecture,
        Rates = LearningRates,
        LabelColumnName = InputColumnName,
        FeatureColumnName = InputColumnName,
        ValidationFraction = ValidationFraction,
        NumberOfEpochs = NumberOfEpochs,
        BatchSize = BatchSize,
        LearningRate = LearningRate,
        LearningRateSchedule = LearningRateSchedule,
        Optimizer = Optimizer,
        WeightDecay = WeightDecay,
        GradientClippingNorm = GradientClippingNorm,
        WeightAverageDecay = WeightAverageDecay,
        EarlyStoppingPatience = EarlyStoppingPatience,
        KeepBestEpoch = KeepBestEpoch,
        Seed = Seed,
        Device = Device,
        NumberOfThreads = NumberOfThreads,
        CheckpointFolder = CheckpointFolder,
        CheckpointEverySteps = CheckpointEverySteps,
        CheckpointEveryMinutes = CheckpointEveryMinutes,
        Resume = Resume,
        Callbacks = [.. Callbacks ?? []],
        CancellationToken = CancellationToken,
    };
}
