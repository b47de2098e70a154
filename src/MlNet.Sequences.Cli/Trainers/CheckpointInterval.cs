using System.Globalization;

namespace MlNet.Sequences.Cli;

/// <summary>How often a checkpoint is written: after a number of steps, or of minutes; one of the two is null.</summary>
internal sealed record CheckpointInterval(int? Steps, double? Minutes)
{
    internal const string Rule = "a whole number of steps from 1, such as 500, or minutes above 0, such as 5m or 0.5m";

    /// <summary>"500" or "5m"; null if it is neither.</summary>
    internal static CheckpointInterval? Parse(string text)
    {
        if (!text.EndsWith('m'))
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int steps) && steps >= 1
                ? new(steps, null)
                : null;
        return double.TryParse(
            text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double minutes)
            && double.IsFinite(minutes) && minutes > 0 ? new(null, minutes) : null;
    }

    /// <summary>Sets it, replacing an earlier setting.</summary>
    internal void ApplyTo(SequenceTrainerOptions options) =>
        (options.CheckpointEverySteps, options.CheckpointEveryMinutes) = (Steps, Minutes);
}
