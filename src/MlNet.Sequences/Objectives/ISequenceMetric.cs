namespace MlNet.Sequences;

/// <summary>
/// A metric of your own, measured on the validation rows after each epoch. Add it to <c>SequenceTrainerOptions.Metrics</c>.
/// </summary>
/// <remarks>
/// Callbacks, the training history and logs have it under <see cref="Name"/>, beside the task's metrics. The first of the
/// options' metrics is the one that epochs are compared by, for the weights that are kept, early stopping and plateaus, unless
/// <c>BestEpochMetric</c> is set.
/// </remarks>
public interface ISequenceMetric
{
    /// <summary>
    /// What the metric is called in an epoch's metrics; another name than the task's metrics have. By default, the name of the
    /// type.
    /// </summary>
    string Name => GetType().Name;

    /// <summary>Whether the lower of two values is the better, as of an error. By default, the higher is.</summary>
    bool IsLowerBetter => false;

    /// <summary>Measures the metric.</summary>
    /// <param name="rows">The validation rows with the scores of the network.</param>
    /// <returns>
    /// The metric. An epoch can't be compared by NaN: the fit ends with an <see cref="InvalidOperationException"/> that names
    /// this type.
    /// </returns>
    double Compute(ScoredRows rows);
}
