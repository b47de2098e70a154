using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>Which values are anomalies: see <c>mlContext.AnomalyDetection.DetectAnomaliesByForecast</c>.</summary>
/// <remarks>Plain values, read when the method is called.</remarks>
public sealed class ForecastAnomalyOptions
{
    /// <summary>
    /// How unusual an anomaly is: a value is one if its p-value is at most 1 - Confidence. Above 0 and below 1. Default: 0.99.
    /// </summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Confidence { get; set; } = 0.99;

    /// <summary>
    /// The number of earlier errors of a series that an error is compared with, from 1 to 1000000. With fewer, a p-value is at
    /// least 1 / (their number + 1), so that the first values of a series are no anomalies. Default: 1000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int HistoryLength { get; set; } = 1000;

    /// <summary>The column of Boolean to make: whether the value is an anomaly. Default: "Alert".</summary>
    public string AlertColumnName { get; set; } = "Alert";

    /// <summary>
    /// The column of Single to make: the value minus its forecast, NaN without one; of several targets the one that is the most
    /// unusual. Default: "Score".
    /// </summary>
    public string ScoreColumnName { get; set; } = "Score";

    /// <summary>
    /// The column of Double to make: the fraction of the earlier errors, and of this one, that are at least as large; of several
    /// targets the smallest, times their number. 1 without a forecast. Default: "P-Value".
    /// </summary>
    public string PValueColumnName { get; set; } = "P-Value";

    /// <exception cref="ArgumentException">Rules are violated; the message lists every violation.</exception>
    internal void Check()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        violations.Name(nameof(AlertColumnName), AlertColumnName);
        violations.Name(nameof(ScoreColumnName), ScoreColumnName);
        violations.Name(nameof(PValueColumnName), PValueColumnName);
        violations.ThrowIfAny(nameof(ForecastAnomalyOptions));
    }

    internal ForecastAnomalyOptions Copy() => (ForecastAnomalyOptions)MemberwiseClone();
}
