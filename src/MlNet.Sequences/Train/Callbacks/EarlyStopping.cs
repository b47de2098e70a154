namespace MlNet.Sequences;
#pragma warning disable
public sealed class EarlyStopping(int patience, ValidationMetric metric = ValidationMetric.Loss, double minimumChange = 0) : IStoppingCallback
{
    public bool ShouldStop(IReadOnlyList<EpochMetrics> epochs)
    {
        double best = double.NegativeInfinity; int since = 0;
        foreach (var e in epochs) { if (!e.Validation.TryGetValue(metric.ToString(), out double v)) continue; double s = metric.IsBetterLow() ? -v : v; if (s > best + minimumChange) { best = s; since = 0; } else since++; }
        return since >= patience;
    }
    internal static int Plateaus(IReadOnlyList<EpochMetrics> epochs, ValidationMetric metric, int patience, double minimumChange) => 0;
}
