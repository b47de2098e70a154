namespace MlNet.Sequences;

/// <summary>
/// Which epochs improved a metric, and for how long none did. Pure functions of the epochs, so that a resumed fit decides like an
/// uninterrupted one. An epoch improves if its value is better than the last improvement's by more than the minimum change; the
/// first epoch improves. Small gains thus accumulate to an improvement. NaN, which can't be compared, is an error.
/// </summary>
internal static class Improvements
{
    /// <summary>The number of consecutive epochs without improvement, up to the last.</summary>
    /// <exception cref="InvalidOperationException">An epoch lacks the metric, or it is NaN.</exception>
    internal static int EpochsWithout(IReadOnlyList<EpochMetrics> epochs, ComparedMetric metric, double minimumChange)
    {
        int without = 0;
        foreach (bool improved in Of(epochs, metric, minimumChange))
            without = improved ? 0 : without + 1;
        return without;
    }

    /// <summary>
    /// How often <paramref name="patience"/> epochs in a row brought no improvement, where counting restarts after each such
    /// plateau and after each improvement. This is how often <c>torch.optim.lr_scheduler.ReduceLROnPlateau</c> with
    /// <c>threshold_mode="abs"</c> and <c>cooldown=0</c> has lowered the rate, if its patience is one less: torch waits for more
    /// bad epochs than its patience, this for as many.
    /// </summary>
    /// <exception cref="InvalidOperationException">An epoch lacks the metric, or it is NaN.</exception>
    internal static int Plateaus(IReadOnlyList<EpochMetrics> epochs, ComparedMetric metric, int patience, double minimumChange)
    {
        int without = 0, plateaus = 0;
        foreach (bool improved in Of(epochs, metric, minimumChange))
        {
            without = improved ? 0 : without + 1;
            if (without < patience)
                continue;
            plateaus++;
            without = 0;
        }

        return plateaus;
    }

    private static IEnumerable<bool> Of(IReadOnlyList<EpochMetrics> epochs, ComparedMetric metric, double minimumChange)
    {
        double best = metric.IsLowerBetter ? double.PositiveInfinity : double.NegativeInfinity;
        foreach (var epoch in epochs)
        {
            double value = ValueOf(epoch, metric);
            bool improved = metric.IsLowerBetter ? value < best - minimumChange : value > best + minimumChange;
            if (improved)
                best = value;
            yield return improved;
        }
    }

    private static double ValueOf(EpochMetrics epoch, ComparedMetric metric)
    {
        if (epoch.Validation.TryGetValue(metric.Name, out double value))
            return double.IsNaN(value) ? throw NotANumber(epoch.Epoch, metric, "") : value;
        var remedy = epoch.Validation.Count == 0
            ? (OptionMessage)$"none, because no rows are held out; set " +
            $"{nameof(SequenceTrainerOptions.ValidationFraction):option}, or call Fit with validation data"
            : $"{string.Join(", ", epoch.Validation.Keys)}; watch one of these";
        throw OptionMessage.Invalid(
            $"An epoch that is compared by {metric} must have that validation metric; the metrics of epoch {epoch.Epoch} are " +
            $"{remedy}.");
    }

    /// <summary>The error of comparing epochs by a metric that can't be measured.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="reason">A clause that begins with ": ", or empty.</param>
    internal static InvalidOperationException NotANumber(int epoch, ComparedMetric metric, string reason)
    {
        var remedy = metric.Name == MetricNames.AreaUnderRocCurve
            ? (OptionMessage)$"Validate on rows of both classes (a larger " +
            $"{nameof(SequenceTrainerOptions.ValidationFraction):option}, or Fit with validation data), or compare epochs by " +
            $"another metric."
            : $"Look for extreme numbers in the validation rows, or lower {nameof(SequenceTrainerOptions.LearningRate):option}.";
        return OptionMessage.Invalid(
            $"The metric that epochs are compared by must be a number; validation {metric} of epoch {epoch} is NaN{reason}. " +
            $"{remedy}");
    }
}
