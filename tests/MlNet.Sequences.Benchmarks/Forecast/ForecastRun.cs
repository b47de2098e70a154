namespace MlNet.Sequences.Benchmarks;

/// <summary>A fit of a forecaster, and what was measured of it.</summary>
/// <param name="Model">The trained model, which the caller disposes.</param>
/// <param name="Test">Measures the test part, in words.</param>
internal sealed record ForecastRun(ForecastTransformer Model, Func<string> Test)
{
    /// <summary>The validation part and the time, in words.</summary>
    internal string Describe()
    {
        var history = Model.History;
        var kept = history.Epochs[Math.Max(1, history.KeptEpoch) - 1];
        double seconds = history.Epochs.Min(epoch => epoch.TrainingSeconds);
        string validation = kept.Validation.Count == 0 ? "no validation, " : FormattableString.Invariant(
            $"validation loss {kept.Validation["Loss"]:F4}, MSE {Math.Pow(kept.Validation["RootMeanSquaredError"], 2):F4}, ");
        return validation + FormattableString.Invariant(
            $"best epoch {history.KeptEpoch} of {history.Epochs.Count}, {seconds:F2} s an epoch, {history.TotalSeconds:F0} s");
    }
}
