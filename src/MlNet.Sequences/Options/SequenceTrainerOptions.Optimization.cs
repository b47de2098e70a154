using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

// How gradients become weights: steps, rates and their schedule.
public abstract partial class SequenceTrainerOptions
{
    /// <summary>
    /// How often training passes over the data; 1 or more, or null to choose it by the number of training steps in an epoch.
    /// Default: null.
    /// </summary>
    /// <remarks>
    /// Null means as many epochs as make 1,500 steps, but at least 5 (a Transformer: 3) and at most 10 (a plain recurrent
    /// network: 30), or as many as make 150 steps where that
    /// is more. With <see cref="ContinueFrom"/> it means 5 (3), since the network has been trained already.
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
    /// 20,000 on, and in between a value that falls with the logarithm of the rows. With <see cref="ContinueFrom"/> it means that
    /// of many rows.
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

    /// <summary>The same for all between the input layer and the head. 0 or more, or null. Default: null.</summary>
    [Category(OptionGroup.Optimization)]
    [Range(0, double.PositiveInfinity)]
    public double? BodyLearningRate { get; set; }

    /// <summary>
    /// The same for the head, the last layer. 0 or more, or null; not all three parts can be frozen. Default: null.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0, double.PositiveInfinity)]
    public double? HeadLearningRate { get; set; }

    /// <summary>How the learning rate moves over the steps. Default: <see cref="LearningRateSchedule.OneCycle"/>.</summary>
    [Category(OptionGroup.Optimization)]
    public LearningRateSchedule LearningRateSchedule { get; set; } = LearningRateSchedule.OneCycle;

    /// <summary>
    /// The part of all steps in which the rate rises, for the schedules that warm up; from 0 to 1. Default: 0.3.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0.0, 1)]
    public double WarmupFraction { get; set; } = 0.3;

    /// <summary>
    /// <see cref="LearningRateSchedule.ReduceOnPlateau"/>: what the rate is multiplied by when the metric no longer improves;
    /// above 0 and below 1. Default: 0.5.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double PlateauFactor { get; set; } = 0.5;

    /// <summary>
    /// <see cref="LearningRateSchedule.ReduceOnPlateau"/>: the epochs in a row that bring no improvement before the rate is
    /// reduced; 1 or more. Default: 1.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(1, int.MaxValue)]
    public int PlateauPatience { get; set; } = 1;

    /// <summary>How gradients become new weights. Default: <see cref="SequenceOptimizer.Adam"/>.</summary>
    [Category(OptionGroup.Optimization)]
    public SequenceOptimizer Optimizer { get; set; } = SequenceOptimizer.Adam;

    /// <summary>How strongly weights are drawn to 0; 0 or more. Default: 0.</summary>
    [Category(OptionGroup.Optimization)]
    [Range(0, double.PositiveInfinity)]
    public double WeightDecay { get; set; }

    /// <summary>The momentum of <see cref="SequenceOptimizer.Sgd"/>; from 0 to below 1. Default: 0.9.</summary>
    [Category(OptionGroup.Optimization)]
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double Momentum { get; set; } = 0.9;

    /// <summary>
    /// The greatest norm of all gradients together; a longer gradient is shortened to it (Pascanu et al. 2013). Above 0, or null
    /// for no limit. Default: 1.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? GradientClippingNorm { get; set; } = 1;

    /// <summary>
    /// The batches whose gradients make one step together: a step of n batches is one of an n times larger batch, in the memory
    /// of one. At an epoch's end the batches that are left make a step. 1 or more. Default: 1.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(1, int.MaxValue)]
    public int GradientAccumulationSteps { get; set; } = 1;

    /// <summary>
    /// How slowly an average of the weights follows them, step by step (an exponential moving average, with 0.999 over some
    /// thousand steps); it is what is validated, kept and scored with. From 0 to below 1, or null for no average. Default: null.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double? WeightAverageDecay { get; set; }
}
