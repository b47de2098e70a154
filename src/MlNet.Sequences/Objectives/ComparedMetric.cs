namespace MlNet.Sequences;

/// <summary>The metric that epochs are compared by.</summary>
/// <param name="Name">Its name in <see cref="EpochMetrics.Validation"/>.</param>
/// <param name="IsLowerBetter">Whether the lower of two values is the better.</param>
internal readonly record struct ComparedMetric(string Name, bool IsLowerBetter)
{
    internal bool IsAccuracy => Name == MetricNames.Accuracy;

    internal bool IsFraction => Name is MetricNames.Accuracy or MetricNames.MacroAccuracy;

    /// <summary>Its name in sentences.</summary>
    internal string InWords => Name switch
    {
        MetricNames.AreaUnderRocCurve => "AUC",
        MetricNames.MacroAccuracy => "macro accuracy",
        MetricNames.RootMeanSquaredError => "root mean squared error",
        MetricNames.MeanAbsoluteError => "mean absolute error",
        MetricNames.Loss or MetricNames.Accuracy => Name.ToLowerInvariant(),
        _ => Name,
    };

    internal static ComparedMetric Of(ISequenceMetric metric) => new(metric.Name, metric.IsLowerBetter);

    public static implicit operator ComparedMetric(ValidationMetric metric) => new(
        metric.ToString(),
        metric is ValidationMetric.Loss or ValidationMetric.RootMeanSquaredError or ValidationMetric.MeanAbsoluteError);

    public override string ToString() => Name;
}
