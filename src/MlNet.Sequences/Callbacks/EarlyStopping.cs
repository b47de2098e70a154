namespace MlNet.Sequences;

/// <summary>
/// Ends training when a validation metric no longer gets better. It decides by the epochs alone: a resumed fit ends where an
/// uninterrupted one would, and an instance can serve any number of fits.
/// </summary>
/// <remarks>
/// An epoch improves where its value is better than that of the last improvement by more than <see cref="MinimumChange"/>, as
/// with torch's and Keras's thresholds; small gains add up until together they are an improvement. NaN, which can be compared
/// with nothing, is an error. The trainer's options determine whose weights the model gets.
/// </remarks>
public sealed class EarlyStopping : IFitCallback, IStoppingCallback
{
    private readonly ComparedMetric _metric;

    /// <summary>Creates the rule.</summary>
    /// <param name="patience">How many epochs in a row may fail to improve before training stops; 1 or more.</param>
    /// <param name="metric">
    /// The metric that should improve, one that the task reports. Default: <see cref="ValidationMetric.Loss"/>.
    /// </param>
    /// <param name="minimumChange">What an improvement must exceed, in the metric's own unit; 0 or more. Default: 0.</param>
    /// <exception cref="ArgumentException">A value is outside its range; the message lists every such value.</exception>
    public EarlyStopping(int patience, ValidationMetric metric = ValidationMetric.Loss, double minimumChange = 0)
    {
        var violations = new OptionViolations();
        violations.AtLeast(nameof(patience), patience, 1);
        violations.Defined(nameof(metric), metric);
        violations.AtLeast(nameof(minimumChange), minimumChange, 0);
        violations.ThrowIfAny(nameof(EarlyStopping));
        (Patience, Metric, _metric, MinimumChange) = (patience, metric, metric, minimumChange);
    }

    // From the options of a fit, which may compare epochs by a custom metric.
    internal EarlyStopping(int patience, ComparedMetric metric, double minimumChange) =>
        (Patience, _metric, MinimumChange) = (patience, metric, minimumChange);

    /// <summary>How many epochs in a row may fail to improve before training stops.</summary>
    public int Patience { get; }

    /// <summary>The metric that should improve.</summary>
    public ValidationMetric Metric { get; }

    /// <summary>What an improvement must exceed, in the metric's own unit.</summary>
    public double MinimumChange { get; }

    /// <summary>Fails if nothing is held out: before the first epoch, not after it.</summary>
    /// <exception cref="InvalidOperationException">The fit has no validation rows.</exception>
    public void OnFitStart(FitStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (start.ValidationRows == 0)
            throw OptionMessage.Invalid(
                $"{nameof(EarlyStopping)} needs validation rows to measure {_metric}; the fit has 0. Set " +
                $"{nameof(SequenceTrainerOptions.ValidationFraction):option}, call Fit with validation data, or take " +
                $"{nameof(EarlyStopping)} out of {nameof(SequenceTrainerOptions.Callbacks):option}.");
    }

    /// <summary>Whether the last <see cref="Patience"/> epochs brought no improvement.</summary>
    /// <param name="epochs">All epochs so far, in order.</param>
    /// <exception cref="InvalidOperationException">
    /// An epoch lacks the metric (the task does not report it, or nothing is held out), or it is NaN.
    /// </exception>
    public bool ShouldStop(IReadOnlyList<EpochMetrics> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        return Improvements.EpochsWithout(epochs, _metric, MinimumChange) >= Patience;
    }
}
