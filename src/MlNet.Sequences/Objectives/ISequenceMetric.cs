namespace MlNet.Sequences;

/// <summary>
/// A custom metric, measured on the validation rows after each epoch. Add it to <c>SequenceTrainerOptions.Metrics</c>.
/// </summary>
/// <remarks>
/// Callbacks, the training history and logs list it under <see cref="Name"/>, next to the task's metrics. Epochs are compared by
/// the first of the options' metrics, for the weights that are kept, early stopping and plateaus, unless <c>BestEpochMetric</c>
/// is set.
/// </remarks>
public interface ISequenceMetric
{
    /// <summary>
    /// The metric's name in an epoch's metrics, which must differ from the task's. By default, the name of the type.
    /// </summary>
    string Name => GetType().Name;

    /// <summary>Whether lower values are better, as for an error. By default, higher ones are.</summary>
    bool IsLowerBetter => false;

    /// <summary>Measures the metric.</summary>
    /// <param name="rows">The validation rows with the network's scores.</param>
    /// <returns>
    /// The metric. Epochs can't be compared by NaN: the fit ends with an <see cref="InvalidOperationException"/> that names this
    /// type.
    /// </returns>
    double Compute(ScoredRows rows);
}
