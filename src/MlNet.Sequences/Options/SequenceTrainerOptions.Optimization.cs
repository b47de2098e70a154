using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

// How gradients become weights: steps, rates and their schedule.
public abstract partial class SequenceTrainerOptions
{
    /// <summary>
    /// The number of passes over the data; 1 or more, or null to choose it by the number of training steps in an epoch. Default:
    /// null.
    /// </summary>
    /// <remarks>
    /// Null means as many epochs as make 1,500 steps, but at least 5 (a Transformer: 3) and at most 10 (a plain recurrent
    /// network: 30), or as many as make 150 steps if that is more; with <see cref="UnlabeledData"/> at least 2. With <see
    /// cref="ContinueFrom"/> it means 5 (3), since the network has already been trained, unless it is a language model's, which
    /// has learned no labels.
    /// </remarks>
    [Category(OptionGroup.Optimization)]
    [Range(1, int.MaxValue)]
    public int? NumberOfEpochs { get; set; }

    /// <summary>
    /// Sequences in a training step; 1 or more, or null for 16 up to 5,000 training rows and 32 for more. Default: null.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(1, int.MaxValue)]
    public int? BatchSize { get; set; }

    /// <summary>
    /// The highest learning rate; above 0, or null to choose it by the trainer and the number of training rows. Default: null.
    /// </summary>
    /// <remarks>
    /// Null means 0.01 (plain recurrent network: 0.003, Transformer: 0.002) up to 2,000 rows, 0.003 (Transformer: 0.0005) from
    /// 20,000 on, and in between a value that falls with the logarithm of the rows. With <see cref="ContinueFrom"/> it means the
    /// rate for many rows, and in a new language model that for few. A recurrent network that continues from a language
    /// model has a third of this rate for its embedding and three times this rate for its head, unless these are set
    /// (discriminative fine-tuning; Howard and Ruder 2018, section 3.2).
    /// </remarks>
    [Category(OptionGroup.Optimization)]
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? LearningRate { get; set; }

    /// <summary>
    /// The highest learning rate of the input layer (the embedding), which follows the same schedule; 0 freezes it, null is
    /// <see cref="LearningRate"/>. 0 or more, or null. Default: null.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0, double.PositiveInfinity)]
    public double? EmbeddingLearningRate { get; set; }

    /// <summary>The same for everything between the input layer and the head. 0 or more, or null. Default: null.</summary>
    [Category(OptionGroup.Optimization)]
    [Range(0, double.PositiveInfinity)]
    public double? BodyLearningRate { get; set; }

    /// <summary>
    /// The same for the head, the last layer. 0 or more, or null; not all three parts can be frozen. Default: null.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0, double.PositiveInfinity)]
    public double? HeadLearningRate { get; set; }

    /// <summary>How the learning rate changes over the steps. Default: <see cref="LearningRateSchedule.OneCycle"/>.</summary>
    [Category(OptionGroup.Optimization)]
    public LearningRateSchedule LearningRateSchedule { get; set; } = LearningRateSchedule.OneCycle;

    /// <summary>
    /// The fraction of all steps in which the rate rises, for schedules with warmup; from 0 to 1. Default: 0.3.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0.0, 1)]
    public double WarmupFraction { get; set; } = 0.3;

    /// <summary>
    /// <see cref="LearningRateSchedule.ReduceOnPlateau"/>: the factor of the rate when the metric no longer improves;
    /// above 0 and below 1. Default: 0.5.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double PlateauFactor { get; set; } = 0.5;

    /// <summary>
    /// <see cref="LearningRateSchedule.ReduceOnPlateau"/>: the consecutive epochs without improvement before the rate is reduced;
    /// 1 or more. Default: 1.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(1, int.MaxValue)]
    public int PlateauPatience { get; set; } = 1;

    /// <summary>How gradients become new weights. Default: <see cref="SequenceOptimizer.Adam"/>.</summary>
    [Category(OptionGroup.Optimization)]
    public SequenceOptimizer Optimizer { get; set; } = SequenceOptimizer.Adam;

    /// <summary>
    /// The weight decay, which pulls weights to 0, or to their starting values (<see cref="DecayTowardStart"/>); 0 or more.
    /// Default: 0.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0, double.PositiveInfinity)]
    public double WeightDecay { get; set; }

    /// <summary>The momentum of <see cref="SequenceOptimizer.Sgd"/>; from 0 to below 1. Default: 0.9.</summary>
    [Category(OptionGroup.Optimization)]
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double Momentum { get; set; } = 0.9;

    /// <summary>
    /// The maximum norm of all gradients together; a longer gradient is scaled down to it (Pascanu et al. 2013). Above 0, or null
    /// for no limit. Default: 1.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? GradientClippingNorm { get; set; } = 1;

    /// <summary>
    /// The number of batches whose gradients make one step: a step of n batches equals one of an n times larger batch, with the
    /// memory of one. The batches left at an epoch's end make a step. 1 or more. Default: 1.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(1, int.MaxValue)]
    public int GradientAccumulationSteps { get; set; } = 1;

    /// <summary>
    /// How slowly an exponential moving average of the weights follows them (0.999 averages over some thousand steps); the
    /// average is validated, kept and scored with. From 0 to below 1, or null for no average. Default: null.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double? WeightAverageDecay { get; set; }
}
