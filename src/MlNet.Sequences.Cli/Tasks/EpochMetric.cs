namespace MlNet.Sequences.Cli;

/// <summary>A metric to show for an epoch.</summary>
/// <param name="Metric">The metric, by its name in the library's history.</param>
/// <param name="Heading">Its heading in a table.</param>
/// <param name="Format">Formats its value.</param>
internal sealed record EpochMetric(ValidationMetric Metric, string Heading, Func<double?, string> Format)
{
    /// <summary>Its name in a line: "accuracy", "RMSE".</summary>
    internal string NounInLine => Heading.Any(char.IsLower) ? Heading.ToLowerInvariant() : Heading;

    /// <summary>The name in JSON: "validationAccuracy".</summary>
    internal string JsonName => $"validation{Metric}";

    /// <summary>Its value, or null if nothing was held out.</summary>
    internal double? Of(EpochMetrics epoch) => epoch.Validation.TryGetValue(Metric.ToString(), out double value) ? value : null;
}
