using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.ML;

namespace MlNet.Sequences;

// What epochs are measured on, and what follows from it.
public abstract partial class SequenceTrainerOptions
{
    /// <summary>
    /// The fraction of the training rows that is held out for validation, chosen by the seed; from 0 (none) to below 1. Ignored
    /// if validation data are given. Default: 0.05.
    /// </summary>
    [Category(OptionGroup.Validation)]
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double ValidationFraction { get; set; } = SequenceTrainerDefaults.ValidationFraction;

    /// <summary>
    /// A column of Text, of keys or of integers: rows with the same value are held out together, or not at all, as in ML.NET's
    /// <c>TrainTestSplit</c>. Set it when rows come in groups of similar rows, such as reviews of one film or mails of one
    /// sender: validation rows whose siblings were trained on look easier than new ones, which favors the wrong epoch and the
    /// wrong weight of <see cref="NgramLength"/>'s n-grams. A row without a value is a group with one row. Null if rows are
    /// independent. Default: null.
    /// </summary>
    [Category(OptionGroup.Validation)]
    public string? SamplingKeyColumnName { get; set; }

    /// <summary>
    /// Validation rows, with the columns that the trainer reads (transformed like the training data); null to hold out <see
    /// cref="ValidationFraction"/> of the training rows. Default: null.
    /// </summary>
    [Category(OptionGroup.Validation)]
    public IDataView? ValidationData { get; set; }

    /// <summary>
    /// The metric used to compare epochs, for early stopping, plateaus and the weights that are kept; null uses the first of <see
    /// cref="Metrics"/>, or else the task's own: accuracy for classification and the loss for regression. Default: null.
    /// </summary>
    [Category(OptionGroup.Validation)]
    public ValidationMetric? BestEpochMetric { get; set; }

    /// <summary>
    /// How many consecutive epochs may fail to improve on the best before training stops; 1 or more, or null to run all epochs.
    /// Needs validation rows. Default: null.
    /// </summary>
    [Category(OptionGroup.Validation)]
    [Range(1, int.MaxValue)]
    public int? EarlyStoppingPatience { get; set; }

    /// <summary>
    /// How much <see cref="BestEpochMetric"/> must improve to count for early stopping and <see
    /// cref="LearningRateSchedule.ReduceOnPlateau"/>, in the metric's own unit; 0 or more. Default: 0.
    /// </summary>
    [Category(OptionGroup.Validation)]
    [Range(0, double.PositiveInfinity)]
    public double MinimumImprovement { get; set; }

    /// <summary>
    /// Whether to keep the weights of the best epoch rather than the last. Epochs within <see cref="BestEpochTolerance"/> of the
    /// best count as equal, and the last of them is kept. Without validation rows the last weights are kept. Default: true.
    /// </summary>
    [Category(OptionGroup.Validation)]
    public bool KeepBestEpoch { get; set; } = true;

    /// <summary>
    /// <see cref="KeepBestEpoch"/>: how far below the best accuracy an epoch may be and still count as equal to it, in standard
    /// errors of that accuracy, √(p(1 − p)/(rows + 4)), with two right and two wrong rows added to p (Agresti and Coull 1998); 0
    /// keeps an epoch with the highest. Other metrics have no tolerance. 0 or more. Default: 1.
    /// </summary>
    [Category(OptionGroup.Validation)]
    [Range(0, double.PositiveInfinity)]
    public double BestEpochTolerance { get; set; } = 1;
}
