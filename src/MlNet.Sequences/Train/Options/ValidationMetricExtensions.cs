namespace MlNet.Sequences;

/// <summary>What is true of a metric whatever the task.</summary>
internal static class ValidationMetricExtensions
{
    /// <summary>Whether the lower of two values is the better one: of losses and errors, not of accuracies.</summary>
    internal static bool IsBetterLow(this ValidationMetric metric) =>
        metric is ValidationMetric.Loss or ValidationMetric.RootMeanSquaredError or ValidationMetric.MeanAbsoluteError;
}
