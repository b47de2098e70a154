namespace MlNet.Sequences;

/// <summary>The names of metrics, those of ML.NET's own metric classes.</summary>
internal static class MetricNames
{
    internal const string Loss = "Loss";
    internal const string Accuracy = "Accuracy";
    internal const string AreaUnderRocCurve = "AreaUnderRocCurve";
}
