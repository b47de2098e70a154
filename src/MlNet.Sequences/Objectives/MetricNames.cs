namespace MlNet.Sequences;

/// <summary>The names of metrics, those of ML.NET's own metric classes and of <see cref="ValidationMetric"/>.</summary>
internal static class MetricNames
{
    internal const string Loss = nameof(ValidationMetric.Loss);
    internal const string Accuracy = nameof(ValidationMetric.Accuracy);
    internal const string AreaUnderRocCurve = nameof(ValidationMetric.AreaUnderRocCurve);
    internal const string MacroAccuracy = nameof(ValidationMetric.MacroAccuracy);
    internal const string RootMeanSquaredError = nameof(ValidationMetric.RootMeanSquaredError);
    internal const string Perplexity = "Perplexity";
    internal const string MeanAbsoluteError = nameof(ValidationMetric.MeanAbsoluteError);
}
