using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>How rows, one for each time step, become sequences.</summary>
public sealed class CollectSequencesOptions
{
    private const int MostValues = 1 << 30;

    /// <summary>
    /// The column of sequences to make: a vector of Single, of varying size, with the dimensions [time, channels] if there is
    /// more than one channel. Default: "Features".
    /// </summary>
    public string OutputColumnName { get; set; } = "Features";

    /// <summary>
    /// The columns with the numbers of a time step: Single, or vectors of Single of a fixed size. Their slots, one column after
    /// another, are the channels. Required.
    /// </summary>
    public IList<string> InputColumnNames { get; set; } = [];

    /// <summary>
    /// The column that tells to which sequence a row belongs, of any type of one value, such as Text, a key or a number.
    /// Required.
    /// </summary>
    public string SequenceColumnName { get; set; } = "";

    /// <summary>
    /// The column to order the rows of a sequence by: numbers, dates or durations, all different. Null for the order of the rows.
    /// Default: null.
    /// </summary>
    public string? TimeColumnName { get; set; }

    /// <summary>
    /// Columns of one value each that are kept, such as a label: all rows of a sequence must have the same. Default: none. The
    /// sequence column is always kept.
    /// </summary>
    public IList<string> KeptColumnNames { get; set; } = [];

    /// <summary>
    /// The most numbers, rows times channels, that are held in memory; from 1 to 1073741824, each 4 bytes. Default:
    /// 268,435,456, which is 1 GiB.
    /// </summary>
    [Range(1, MostValues)]
    public int MaximumNumberOfValues { get; set; } = 1 << 28;

    internal CollectSequencesOptions Copy()
    {
        var copy = (CollectSequencesOptions)MemberwiseClone();
        (copy.InputColumnNames, copy.KeptColumnNames) = ([.. InputColumnNames ?? []], [.. KeptColumnNames ?? []]);
        return copy;
    }

    /// <exception cref="ArgumentException">Rules are violated; the message lists every violation.</exception>
    internal void Check()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        violations.Name(nameof(OutputColumnName), OutputColumnName);
        violations.Name(nameof(SequenceColumnName), SequenceColumnName);
        if (TimeColumnName is not null)
            violations.Name(nameof(TimeColumnName), TimeColumnName);
        StepColumnRules.AddViolations(
            violations, InputColumnNames, KeptColumnNames, OutputColumnName, SequenceColumnName);
        violations.ThrowIfAny(nameof(CollectSequencesOptions));
    }
}
