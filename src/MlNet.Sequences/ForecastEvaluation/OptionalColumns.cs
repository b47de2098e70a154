namespace MlNet.Sequences;

/// <summary>The rules of the columns that options of forecasts may leave out.</summary>
internal static class OptionalColumns
{
    /// <summary>Adds the violations of names that are empty, and of one bound without the other.</summary>
    internal static void AddViolations(
        OptionViolations violations, string? seriesColumnName, string? timeColumnName, string? lowerBoundColumn,
        string? upperBoundColumn)
    {
        const string Lower = nameof(ForecastEvaluationOptions.ConfidenceLowerBoundColumn),
            Upper = nameof(ForecastEvaluationOptions.ConfidenceUpperBoundColumn);
        (string Option, string? Value)[] optional =
        [
            (nameof(ForecastEvaluationOptions.SeriesColumnName), seriesColumnName),
            (nameof(ForecastEvaluationOptions.TimeColumnName), timeColumnName), (Lower, lowerBoundColumn),
            (Upper, upperBoundColumn),
        ];
        foreach (var (option, value) in optional)
        {
            if (value is not null)
                violations.Name(option, value);
        }

        if (lowerBoundColumn is null != upperBoundColumn is null)
            violations.AddRule(
                $"{Lower:option} and {Upper:option} must both be named, or neither", lowerBoundColumn ?? upperBoundColumn,
                $"name the other one, too");
    }
}
