using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>How rows, one for each time step, become overlapping windows: see <c>mlContext.Data.SlidingWindow</c>.</summary>
public sealed class SlidingWindowOptions
{
    /// <summary>
    /// The column of windows to make: a vector of Single of <see cref="WindowSize"/> steps, with the dimensions [time, channels]
    /// if there is more than one channel. Default: "Features".
    /// </summary>
    public string OutputColumnName { get; set; } = "Features";

    /// <summary>
    /// The columns with the numbers of a time step: Single, or vectors of Single of a fixed size. Their slots, one column after
    /// another, are the channels. Required.
    /// </summary>
    public IList<string> InputColumnNames { get; set; } = [];

    /// <summary>
    /// The column that tells to which series a row belongs, of any type of one value. Null for one series. Default: null.
    /// </summary>
    public string? SeriesColumnName { get; set; }

    /// <summary>
    /// The column with the time of a row: dates, durations or whole numbers. Null if the rows of a series are in order, one step
    /// apart. Default: null.
    /// </summary>
    public string? TimeColumnName { get; set; }

    /// <summary>
    /// Columns of one value each, such as a label, of which a window has the value of its last row. Default: none. The series and
    /// the time of the last row are always kept.
    /// </summary>
    public IList<string> KeptColumnNames { get; set; } = [];

    /// <summary>The number of steps in a window, from 1 to 1000000. Required.</summary>
    [Range(1, 1_000_000)]
    public int WindowSize { get; set; }

    /// <summary>
    /// The number of steps from one window to the next, from 1 to 1000000. The last window ends with the series. Default: 1.
    /// </summary>
    [Range(1, 1_000_000)]
    public int Stride { get; set; } = 1;

    /// <summary>
    /// What happens to series whose rows are not one step of time apart. Filled-in steps are NaN, and no window ends with one.
    /// Default: <see cref="IrregularTimes.Error"/>.
    /// </summary>
    public IrregularTimes IrregularTimes { get; set; }

    /// <summary>
    /// The most numbers, steps times channels, that are held in memory; from 1 to 1073741824, each 4 bytes. Default:
    /// 268,435,456, which is 1 GiB. Windows take no more.
    /// </summary>
    [Range(1, 1 << 30)]
    public int MaximumNumberOfValues { get; set; } = SeriesColumns.DefaultMaximumNumberOfValues;

    internal SlidingWindowOptions Copy()
    {
        var copy = (SlidingWindowOptions)MemberwiseClone();
        (copy.InputColumnNames, copy.KeptColumnNames) = ([.. InputColumnNames ?? []], [.. KeptColumnNames ?? []]);
        return copy;
    }

    /// <exception cref="ArgumentException">Rules are violated; the message lists every violation.</exception>
    internal void Check()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        violations.Name(nameof(OutputColumnName), OutputColumnName);
        if (SeriesColumnName is not null)
            violations.Name(nameof(SeriesColumnName), SeriesColumnName);
        if (TimeColumnName is not null)
            violations.Name(nameof(TimeColumnName), TimeColumnName);
        StepColumnRules.AddViolations(
            violations, InputColumnNames, KeptColumnNames, OutputColumnName, SeriesColumnName, TimeColumnName);
        violations.ThrowIfAny(nameof(SlidingWindowOptions));
    }
}
