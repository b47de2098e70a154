namespace MlNet.Sequences;

/// <summary>Finds the step of series, and the step of each row.</summary>
/// <param name="columns">How irregular rows are taken.</param>
/// <param name="seriesColumnName">The column of the series' names; null for one series.</param>
/// <param name="time">The column of times; null if there is none.</param>
internal sealed class SeriesTimes(SeriesColumns columns, string? seriesColumnName, TimeColumn? time)
{
    private bool Fills => columns.IrregularTimes == IrregularTimes.Fill;

    /// <summary>The time between two steps: that of the columns, else the one found; null if there are no two rows.</summary>
    internal TimeStep? FindStep(IReadOnlyList<SeriesRows> series) => time is null
        ? null
        : columns.Step ?? TimeStep.Find([.. series.Select(each => each.Times)], time.IsDate);

    /// <summary>The step of each row of a series, in the order of times; null if they are consecutive.</summary>
    /// <exception cref="InvalidOperationException">Times are irregular or twice, and are not to be filled.</exception>
    internal int[]? StepsOf(SeriesRows series, TimeStep? step)
    {
        var times = series.Times.Span;
        if (times.Length == 0 || AreConsecutive(times, step))
            return null;
        int[] steps = new int[times.Length];
        for (int i = 1; i < steps.Length; i++)
        {
            if (times[i] == times[i - 1] && !Fills)
                throw Irregular(
                    series, i, "the same time as another row",
                    $"Remove such rows, join them, or set {nameof(IrregularTimes):option} to {nameof(IrregularTimes.Fill)} to " +
                    $"take the last");
            long index = step!.Value.IndexOf(times[0], times[i]);
            if (!Fills && (index != steps[i - 1] + 1 || step.Value.After(times[0], index) != times[i]))
                throw Irregular(
                    series, i,
                    $"and the row before has {time!.TextOf(times[i - 1])}: not one step of {step.Value.Describe(time.IsDate)}",
                    $"Add the rows of missing steps with NaN, or set {nameof(IrregularTimes):option} to " +
                    $"{nameof(IrregularTimes.Fill)}");
            if (index >= Array.MaxLength / 8)
                throw Irregular(
                    series, i, $"{index} steps of {step.Value.Describe(time!.IsDate)} after the first, too many",
                    $"Remove the row, or give series of other steps apart");
            steps[i] = (int)index;
        }

        return steps;
    }

    private static bool AreConsecutive(ReadOnlySpan<long> times, TimeStep? step)
    {
        if (step is not { Months: 0, Length: var length })
            return times.Length < 2;
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] - times[i - 1] != length)
                return false;
        }

        return true;
    }

    private InvalidOperationException Irregular(SeriesRows series, int place, string what, OptionMessage remedy) =>
        OptionMessage.Invalid(
            $"The times of a series must be one step apart; in '{time!.Column.Name}' " +
            $"{(seriesColumnName is null ? "" : $"the series '{series.Name}' of '{seriesColumnName}' has ")}" +
            $"{time.TextOf(series.Times.Span[place])} in row {series.RowAt(place)}, {what}. {remedy}.");
}
