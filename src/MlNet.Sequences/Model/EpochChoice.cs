using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNet.Sequences;

/// <summary>Which epoch's weights a model has, and why.</summary>
internal static class EpochChoice
{
    /// <summary>
    /// Why a model has its epoch's weights, in a sentence; null if its history does not say.
    /// </summary>
    internal static string? Explain(TrainingHistory history)
    {
        if (history.Settings is not { } settings || history.Epochs.Count == 0)
            return null;
        string kept = string.Create(CultureInfo.InvariantCulture, $"The weights of epoch {history.KeptEpoch} are kept");
        if (history.ValidationRows == 0)
            return $"{kept}, the last one: no rows were held out to compare epochs by.";
        if (Setting(nameof(SequenceTrainerOptions.KeepBestEpoch)) != "true")
            return $"{kept}, the last one, as requested.";

        var metric = MetricOf(history, settings);
        var measured = history.Epochs.Where(epoch =>
            epoch.Validation.TryGetValue(metric.Name, out double value) && !double.IsNaN(value)).ToArray();
        if (measured.FirstOrDefault(epoch => epoch.Epoch == history.KeptEpoch) is not { } keptEpoch)
            return null;
        var best = metric.IsLowerBetter ? measured.MinBy(Value)! : measured.MaxBy(Value)!;
        kept = $"{kept}: its validation {metric.InWords}, {Show(Value(keptEpoch))}, is";
        if (Value(best) == Value(keptEpoch))
            return $"{kept} the {(metric.IsLowerBetter ? "lowest" : "highest")}{Ties()}.";

        double tolerance = double.Parse(
            Setting(nameof(SequenceTrainerOptions.BestEpochTolerance)) ?? "1", CultureInfo.InvariantCulture);
        long labels = history.ValidationSteps ?? history.ValidationRows;
        string what = history.ValidationSteps is null ? "rows" : "steps";
        double error = tolerance * ErrorOf(Value(best), metric, labels);
        return kept + string.Create(
            CultureInfo.InvariantCulture,
            $" within {tolerance:G4} standard error{(tolerance == 1 ? "" : "s")} ({error:P1} on {labels:N0} {what}) " +
            $"of the highest, ") +
            string.Create(
                CultureInfo.InvariantCulture, $"{Show(Value(best))} in epoch {best.Epoch}, and it is the last such epoch.");

        // Explains the choice when other epochs show the same number.
        string Ties()
        {
            int[] equal = [.. measured.Where(epoch => Value(epoch) == Value(best)).Select(epoch => epoch.Epoch)];
            return equal.Length == 1 ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $", and it is the {(equal[^1] == history.KeptEpoch ? "last" : "first")} of {equal.Length} such epochs");
        }

        string? Setting(string property) => Find(settings, property);

        double Value(EpochMetrics epoch) => epoch.Validation[metric.Name];

        string Show(double value) => value.ToString(
            metric.IsFraction ? "P1" : "F4", CultureInfo.InvariantCulture);
    }

    // The options' metric, the first custom one, or the task's: accuracy for classes.
    private static ComparedMetric MetricOf(TrainingHistory history, IReadOnlyDictionary<string, string> settings)
    {
        if (Enum.TryParse(Find(settings, nameof(SequenceTrainerOptions.BestEpochMetric)), out ValidationMetric given))
            return given;
        if (Find(settings, nameof(SequenceTrainerOptions.Metrics)) is { } json
            && JsonNode.Parse(json) is JsonArray { Count: > 0 } metrics)
            return new((string?)metrics[0]!["name"] ?? "", (bool?)metrics[0]!["isLowerBetter"] ?? false);
        return history.Epochs[0].ValidationAccuracy is null ? ValidationMetric.Loss : ValidationMetric.Accuracy;
    }

    private static string? Find(IReadOnlyDictionary<string, string> settings, string property) =>
        settings.GetValueOrDefault(JsonNamingPolicy.CamelCase.ConvertName(property));

    /// <summary>
    /// The standard error that an accuracy may be below the best; for other metrics the best is kept.
    /// </summary>
    /// <param name="best">The best accuracy.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="labels">The labels that it was measured on: a row's, or a step's.</param>
    internal static double ErrorOf(double best, ComparedMetric metric, long labels) =>
        metric.IsAccuracy ? StandardError(best, labels) : 0;

    /// <summary>
    /// The standard error of an accuracy, with two right and two wrong labels added (Agresti and Coull 1998): without them that
    /// of 16 labels, all right, would be 0.
    /// </summary>
    private static double StandardError(double accuracy, long labels)
    {
        double adjusted = ((accuracy * labels) + 2) / (labels + 4);
        return Math.Sqrt(adjusted * (1 - adjusted) / (labels + 4));
    }
}
