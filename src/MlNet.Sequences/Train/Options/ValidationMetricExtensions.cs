namespace MlNet.Sequences;

/// <summary>What is known of a metric by its name.</summary>
internal static class ValidationMetricExtensions
{
    /// <summary>Whether a lower value is the better one: of losses and errors.</summary>
    internal static bool IsBetterLow(this ValidationMetric metric) =>
        metric is ValidationMetric.Loss or ValidationMetric.RootMeanSquaredError or ValidationMetric.MeanAbsoluteError;
}
