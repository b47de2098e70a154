namespace MlNet.Sequences;

/// <summary>The time between two steps of a series.</summary>
/// <param name="Length">In ticks of 100 nanoseconds, or in the numbers of the time column; 0 for months.</param>
/// <param name="Months">In months; 0 for a fixed length.</param>
/// <param name="IsMonthEnd">Whether all times are the last day of a month.</param>
internal readonly record struct TimeStep(long Length, int Months = 0, bool IsMonthEnd = false)
{
    /// <summary>The time so many steps later, or earlier.</summary>
    /// <exception cref="OverflowException">There is no such time.</exception>
    internal long After(long time, long steps)
    {
        if (Months == 0)
            return checked(time + (Length * steps));
        var date = new DateTime(time);
        try
        {
            var later = date.AddMonths(checked((int)(Months * steps)));
            return IsMonthEnd
                ? later.AddDays(DateTime.DaysInMonth(later.Year, later.Month) - later.Day).Ticks
                : later.Ticks;
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new OverflowException(FormattableString.Invariant($"There is no date {steps} steps after {date:O}."), e);
        }
    }

    /// <summary>The last step at or before a time, counted from another time.</summary>
    internal long IndexOf(long first, long time)
    {
        if (Months == 0)
            return Math.DivRem(time - first, Length) is var (steps, rest) && rest < 0 ? steps - 1 : steps;
        var (from, to) = (new DateTime(first), new DateTime(time));
        long index = ((((to.Year - from.Year) * 12) + to.Month - from.Month) / Months) + 1;
        while (After(first, index) > time)
            index--;
        return index;
    }

    /// <summary>The step in words: "01:00:00", "3 months".</summary>
    internal string Describe(bool isDate) => Months > 0
        ? $"{Months} month{(Months == 1 ? "" : "s")}"
        : isDate ? TimeSpan.FromTicks(Length).ToString() : FormattableString.Invariant($"{Length}");

    /// <summary>
    /// The usual step: that of all rows if they have the same, else the median; null if no series has rows of two times.
    /// </summary>
    /// <param name="series">The times of each series, ascending.</param>
    /// <param name="isDate">Whether they are dates, which may be months apart.</param>
    internal static TimeStep? Find(IReadOnlyList<ReadOnlyMemory<long>> series, bool isDate)
    {
        long least = long.MaxValue, greatest = 0, count = 0;
        foreach (var times in series)
        {
            var span = times.Span;
            for (int i = 1; i < span.Length; i++)
            {
                long length = span[i] - span[i - 1];
                if (length == 0)
                    continue;
                (least, greatest, count) = (Math.Min(least, length), Math.Max(greatest, length), count + 1);
            }
        }

        return count == 0 ? null
            : least == greatest ? new(least)
            : isDate && FindMonths(series) is { } months ? months
            : new(Median(series, count));
    }

    // Times on the same day of a month, or on its last, at the same hour.
    private static TimeStep? FindMonths(IReadOnlyList<ReadOnlyMemory<long>> series)
    {
        int months = 0;
        bool isEnd = true, isSameDay = true;
        foreach (var times in series)
        {
            var span = times.Span;
            for (int i = 0; i < span.Length && (isEnd || isSameDay); i++)
            {
                var (first, date) = (new DateTime(span[0]), new DateTime(span[i]));
                isSameDay &= date.Day == first.Day;
                isEnd &= date.Day == DateTime.DaysInMonth(date.Year, date.Month);
                if (date.TimeOfDay != first.TimeOfDay)
                    return null;
                months = Divisor(months, ((date.Year - first.Year) * 12) + date.Month - first.Month);
            }
        }

        return (isEnd || isSameDay) && months > 0 ? new(0, months, isEnd && !isSameDay) : null;
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);

    private static long Median(IReadOnlyList<ReadOnlyMemory<long>> series, long count)
    {
        var lengths = new List<long>((int)count);
        foreach (var times in series)
        {
            for (int i = 1; i < times.Length; i++)
            {
                if (times.Span[i] - times.Span[i - 1] is > 0 and var length)
                    lengths.Add(length);
            }
        }

        lengths.Sort();
        return lengths[(lengths.Count - 1) / 2];
    }
}
