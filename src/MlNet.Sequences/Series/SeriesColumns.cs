namespace MlNet.Sequences;

/// <summary>The columns of rows that make series, and how irregular rows are taken.</summary>
/// <param name="Numbers">The columns with the numbers of a step; their slots, one column after another, are the channels.</param>
internal sealed record SeriesColumns(params IReadOnlyList<SeriesColumns.Number> Numbers)
{
    /// <summary>The default of <see cref="MaximumNumberOfValues"/>: 1 GiB.</summary>
    internal const int DefaultMaximumNumberOfValues = 1 << 28;

    /// <summary>The column that tells to which series a row belongs; null for one series.</summary>
    internal string? Series { get; init; }

    /// <summary>The column with the time of a row; null if rows are in order and one step apart.</summary>
    internal string? Time { get; init; }

    internal IrregularTimes IrregularTimes { get; init; }

    /// <summary>The most numbers, steps times channels, that are held in memory.</summary>
    internal long MaximumNumberOfValues { get; init; } = DefaultMaximumNumberOfValues;

    /// <summary>The time between two steps; null to find it.</summary>
    internal TimeStep? Step { get; init; }

    /// <summary>A column of numbers.</summary>
    /// <param name="Name">The column.</param>
    /// <param name="Role">Its role, as in messages.</param>
    /// <param name="AcceptsKeys">Whether it may have keys or truth values.</param>
    internal readonly record struct Number(string Name, string Role = "input", bool AcceptsKeys = false);
}
