namespace MlNet.Sequences;

/// <summary>What is true of a metric whatever the task.</summary>
internal static class ValidationMetricExtensions
{
    /// <summary>Whether the lower of two values is the better one: of losses and errors, not of accuracies.</summary>
    internal static bool IsBetterLow(this ValidationMetric metric) =>
        metric is ValidationMetric.Loss or ValidationMetric.RootMeanSquaredError or ValidationMetric.MeanAbsoluteError;

    /// <summary>What sentences call it.</summary>
    internal static string InWords(this ValidationMetric metric) => metric switch
    {
        ValidationMetric.AreaUnderRocCurve => "AUC",
        ValidationMetric.MacroAccuracy => "macro accuracy",
        ValidationMetric.RootMeanSquaredError => "root mean squared error",
        ValidationMetric.MeanAbsoluteError => "mean absolute error",
        _ => metric.ToString().ToLowerInvariant(),
    };
}
