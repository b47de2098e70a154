namespace MlNet.Sequences;

/// <summary>The columns that a forecaster reads and makes, as saved with it.</summary>
internal sealed record ForecastColumns
{
    public required string Output { get; init; }

    public required string Input { get; init; }

    public string? Time { get; init; }

    public string? Series { get; init; }

    public IReadOnlyList<string> Past { get; init; } = [];

    public IReadOnlyList<string> Known { get; init; } = [];

    public IReadOnlyList<string> Static { get; init; } = [];

    public CalendarFeatures Calendar { get; init; }

    public IrregularTimes IrregularTimes { get; init; }

    public string? LowerBound { get; init; }

    public string? UpperBound { get; init; }

    public int MaximumNumberOfValues { get; init; } = SeriesColumns.DefaultMaximumNumberOfValues;

    /// <summary>The names of the targets.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>The time between two steps of the training rows; null without times.</summary>
    public long? StepLength { get; init; }

    public int StepMonths { get; init; }

    public bool StepIsMonthEnd { get; init; }

    /// <summary>The columns of forecasts: the forecast's, and those of the bounds.</summary>
    internal IReadOnlyList<string> Made => LowerBound is null ? [Output] : [Output, LowerBound, UpperBound!];

    internal static ForecastColumns Of(ForecastOptions options) => new()
    {
        Output = options.OutputColumnName,
        Input = options.InputColumnName,
        Time = options.TimeColumnName,
        Series = options.SeriesColumnName,
        Past = [.. options.PastColumns],
        Known = [.. options.KnownFutureColumns],
        Static = [.. options.StaticColumns],
        Calendar = options.CalendarFeatures,
        IrregularTimes = options.IrregularTimes,
        LowerBound = options.ConfidenceLowerBoundColumn,
        UpperBound = options.ConfidenceUpperBoundColumn,
        MaximumNumberOfValues = options.MaximumNumberOfValues,
    };

    /// <summary>
    /// The columns of rows that make series: the targets, the past, what is known of the future, and constants.
    /// </summary>
    internal SeriesColumns ToSeries() => new(
        [
            new(Input),
            .. Past.Select(name => new SeriesColumns.Number(name, "past")),
            .. Known.Select(NumberOfKnown),
            .. Static.Select(name => new SeriesColumns.Number(name, "static", AcceptsKeys: true)),
        ])
    {
        Series = Series,
        Time = Time,
        IrregularTimes = IrregularTimes,
        MaximumNumberOfValues = MaximumNumberOfValues,
        Step = Step,
    };

    /// <summary>The columns of rows that tell what is known of the future.</summary>
    internal SeriesColumns ToFuture() => ToSeries() with { Numbers = [.. Known.Select(NumberOfKnown)] };

    /// <summary>These columns for series that were read.</summary>
    /// <param name="step">The time between two steps.</param>
    /// <param name="targets">The names of the targets.</param>
    internal ForecastColumns With(TimeStep? step, IReadOnlyList<string> targets) => this with
    {
        Targets = targets,
        StepLength = Time is null ? null : step?.Length,
        StepMonths = step?.Months ?? 0,
        StepIsMonthEnd = step?.IsMonthEnd ?? false,
    };

    /// <summary>Adds the violations in a model file.</summary>
    internal void AddViolations(OptionViolations violations)
    {
        foreach (string? name in (string?[])[Input, .. Made, .. Past, .. Known, .. Static])
            violations.Name(nameof(ForecastColumns), name);
        violations.Defined(nameof(Calendar), Calendar);
        violations.Defined(nameof(IrregularTimes), IrregularTimes);
        violations.AtLeast(nameof(MaximumNumberOfValues), MaximumNumberOfValues, 1);
        if ((LowerBound is null) != (UpperBound is null))
            violations.Add(nameof(UpperBound), $"must be there with the lower bound", UpperBound, $"train again");
        if (StepLength is { } length && (length < 0 || StepMonths < 0 || (length == 0) == (StepMonths == 0)))
            violations.Add(nameof(StepLength), $"must be a time above 0", length, $"train again");
    }

    private TimeStep? Step => StepLength is { } length ? new(length, StepMonths, StepIsMonthEnd) : null;

    private static SeriesColumns.Number NumberOfKnown(string name) => new(name, "known future", AcceptsKeys: true);
}
