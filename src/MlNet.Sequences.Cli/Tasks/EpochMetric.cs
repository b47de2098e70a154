namespace MlNet.Sequences.Cli;

/// <summary>A metric that an epoch is shown with.</summary>
/// <param name="Metric">The metric, whose name it has in the library's history.</param>
/// <param name="Heading">What a table calls it.</param>
/// <param name="Format">Writes its value for people.</param>
internal sealed record EpochMetric(ValidationMetric Metric, string Heading, Func<double?, string> Format)
{
    /// <summary>What a line calls it: "accuracy", "RMSE".</summary>
    internal string NounInLine => Heading.Any(char.IsLower) ? Heading.ToLowerInvariant() : Heading;

    /// <summary>The name in JSON: "validationAccuracy".</summary>
    internal string JsonName => $"validation{Metric}";

    /// <summary>Its value, or null where nothing was held out.</summary>
    internal double? Of(EpochMetrics epoch) => epoch.Validation.TryGetValue(Metric.ToString(), out double value) ? value : null;
}
