namespace MlNet.Sequences;

// The options as values.
public abstract partial class ForecastOptions
{
    /// <summary>
    /// The options as a JSON object, including defaults and nulls: names in camelCase, named values by their names. Without what
    /// JSON can't hold: callbacks and the cancellation token.
    /// </summary>
    public string ToJson() => OptionsJson.Write(this).ToJsonString(OptionsJson.Conventions);

    /// <summary>
    /// Reads options from JSON as written by <see cref="ToJson"/>. Omitted options have their defaults. Comments and trailing
    /// commas are allowed. Ranges are checked when an estimator is created from the options.
    /// </summary>
    /// <typeparam name="TOptions">The options type, such as <c>GruForecastOptions</c>.</typeparam>
    /// <param name="json">The text of a JSON object.</param>
    /// <exception cref="ArgumentException">
    /// The text is not a JSON object, or it has an unknown name, a name twice or a value of another type than the option's; the
    /// message lists every one, with the nearest existing name.
    /// </exception>
    public static TOptions FromJson<TOptions>(string json)
        where TOptions : ForecastOptions, new()
    {
        ArgumentNullException.ThrowIfNull(json);
        var options = new TOptions();
        OptionsJson.Read(json, options);
        return options;
    }

    /// <summary>A copy that the caller's later changes don't affect.</summary>
    internal ForecastOptions Copy()
    {
        var copy = (ForecastOptions)MemberwiseClone();
        copy.PastColumns = [.. PastColumns ?? []];
        copy.KnownFutureColumns = [.. KnownFutureColumns ?? []];
        copy.StaticColumns = [.. StaticColumns ?? []];
        copy.Callbacks = [.. Callbacks ?? []];
        return copy;
    }

    /// <summary>Throws with every violation at once.</summary>
    /// <exception cref="ArgumentException">Rules are violated.</exception>
    internal void Check()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        violations.Name(nameof(OutputColumnName), OutputColumnName);
        violations.Name(nameof(InputColumnName), InputColumnName);
        foreach (var (name, value) in new[]
        {
            (nameof(TimeColumnName), TimeColumnName), (nameof(SeriesColumnName), SeriesColumnName),
            (nameof(ConfidenceLowerBoundColumn), ConfidenceLowerBoundColumn),
            (nameof(ConfidenceUpperBoundColumn), ConfidenceUpperBoundColumn),
        })
        {
            if (value is not null)
                violations.Name(name, value);
        }

        foreach (var (name, columns) in new[]
        {
            (nameof(PastColumns), PastColumns), (nameof(KnownFutureColumns), KnownFutureColumns),
            (nameof(StaticColumns), StaticColumns),
        })
        {
            foreach (string column in columns ?? [])
                violations.Name(name, column);
        }

        string[] read = [InputColumnName, .. PastColumns ?? [], .. KnownFutureColumns ?? [], .. StaticColumns ?? []];
        if (read.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key is { } twice)
            violations.AddRule($"A column must have one role", twice, $"leave it out of all lists but one");
        if (ConfidenceLowerBoundColumn is null != ConfidenceUpperBoundColumn is null)
            violations.Add(
                nameof(ConfidenceUpperBoundColumn),
                $"must be set if {nameof(ConfidenceLowerBoundColumn):option} is, and only then",
                ConfidenceUpperBoundColumn, $"set both, or neither");
        if (CalendarFeatures != CalendarFeatures.None && TimeColumnName is null)
            violations.Add(
                nameof(CalendarFeatures), $"needs dates, in {nameof(TimeColumnName):option}", CalendarFeatures,
                $"name the column, or set None");
        string?[] made = [OutputColumnName, ConfidenceLowerBoundColumn, ConfidenceUpperBoundColumn];
        if (made.OfType<string>().GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key is { } same)
            violations.AddRule($"The columns of the forecasts must have different names", same, $"rename one of them");
        var network = MakeArchitecture(
            targets: 1, PastColumns?.Count ?? 0, KnownFutureColumns?.Count ?? 0, StaticColumns?.Count ?? 0);
        network.AddCrossViolations(violations);
        SequenceTrainerRules.AddViolations(MakeFitOptions(network), violations);
        violations.ThrowIfAny(GetType().Name);
    }
}
