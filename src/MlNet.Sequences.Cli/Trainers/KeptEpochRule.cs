using System.Globalization;
using System.Text.Json;

namespace MlNet.Sequences.Cli;

/// <summary>Which epoch's weights a model gets: on the command line a word, in the library two options.</summary>
/// <param name="Word">The word.</param>
/// <param name="KeepsBest">Whether it is the best epoch's, and not the last one's.</param>
/// <param name="Tolerance">The standard errors that an accuracy may be below the best; null where it makes no difference.</param>
internal sealed record KeptEpochRule(string Word, bool KeepsBest, double? Tolerance)
{
    internal static readonly IReadOnlyList<KeptEpochRule> All = [new("near-best", true, 1), new("best", true, 0), new("last", false, null)];

    internal void ApplyTo(SequenceTrainerOptions options) =>
        (options.KeepBestEpoch, options.BestEpochTolerance) = (KeepsBest, Tolerance ?? options.BestEpochTolerance);

    /// <summary>The word for what the options say; null where no word does.</summary>
    internal static string? WordFor(SequenceTrainerOptions options) => All.FirstOrDefault(
        rule => rule.KeepsBest == options.KeepBestEpoch && (rule.Tolerance ?? options.BestEpochTolerance) == options.BestEpochTolerance)?.Word;

    /// <summary>Why a model has the weights of the epoch that it has, in a sentence; null where its history does not say.</summary>
    internal static string? Explain(TrainingHistory history, TextTask task)
    {
        if (history.Settings is not { } settings || history.Epochs.Count == 0)
            return null;
        string kept = $"The weights of epoch {Format.Count(history.KeptEpoch)} are kept";
        if (history.ValidationRows == 0)
            return $"{kept}, the last one: no texts were held out to compare epochs by.";
        if (settings.GetValueOrDefault(Key(nameof(SequenceTrainerOptions.KeepBestEpoch))) is not "true")
            return $"{kept}, the last one, as --keep-epoch last says.";

        var metric = Enum.TryParse(settings.GetValueOrDefault(Key(nameof(SequenceTrainerOptions.BestEpochMetric))), out ValidationMetric given)
            ? given : task.DefaultMetric;
        bool isLowBetter = metric is ValidationMetric.Loss or ValidationMetric.RootMeanSquaredError or ValidationMetric.MeanAbsoluteError;
        var measured = history.Epochs.Where(epoch => epoch.Validation.ContainsKey(metric.ToString())).ToArray();
        if (measured.FirstOrDefault(epoch => epoch.Epoch == history.KeptEpoch) is not { } keptEpoch)
            return null;
        string name = NameOf(metric);
        double Value(EpochMetrics epoch) => epoch.Validation[metric.ToString()];
        var best = isLowBetter ? measured.MinBy(Value)! : measured.MaxBy(Value)!;
        if (Value(best) == Value(keptEpoch))
            return $"{kept}: its validation {name}, {Show(Value(keptEpoch))}, is the {(isLowBetter ? "lowest" : "highest")}.";

        double tolerance = double.TryParse(
            settings.GetValueOrDefault(Key(nameof(SequenceTrainerOptions.BestEpochTolerance))), NumberStyles.Float, CultureInfo.InvariantCulture, out double told)
            ? told : 1;
        // As the library has it: with two right and two wrong rows added (Agresti and Coull 1998).
        double adjusted = ((Value(best) * history.ValidationRows) + 2) / (history.ValidationRows + 4);
        double error = Math.Sqrt(adjusted * (1 - adjusted) / (history.ValidationRows + 4));
        return $"{kept}: its validation {name}, {Show(Value(keptEpoch))}, is within {Format.Short(tolerance)} standard " +
            $"error{(tolerance == 1 ? "" : "s")} ({Format.Percent(tolerance * error)} on {Format.Count(history.ValidationRows)} texts) of the highest, " +
            $"{Show(Value(best))} in epoch {Format.Count(best.Epoch)}, and it is the last such epoch. --keep-epoch best keeps the highest.";

        string Show(double value) => metric is ValidationMetric.Accuracy or ValidationMetric.MacroAccuracy ? Format.Percent(value) : Format.Fixed(value);
    }

    private static string Key(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);

    // MacroAccuracy is "macro accuracy".
    private static string NameOf(ValidationMetric metric) =>
        metric == ValidationMetric.AreaUnderRocCurve ? "AUC" : Words.Of(metric).Replace('-', ' ');
}
