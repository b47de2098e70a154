namespace MlNet.Sequences.Cli;

/// <summary>Which epoch's weights a model gets: on the command line a word, in the library two options.</summary>
/// <param name="Word">The word.</param>
/// <param name="KeepsBest">Whether it is the best epoch's, and not the last one's.</param>
/// <param name="Tolerance">The standard errors that an accuracy may be below the best; null where it makes no difference.</param>
internal sealed record KeptEpochRule(string Word, bool KeepsBest, double? Tolerance)
{
    internal static readonly IReadOnlyList<KeptEpochRule> All = [
        new("near-best", true, 1), new("best", true, 0), new("last", false, null)];

    internal void ApplyTo(SequenceTrainerOptions options) =>
        (options.KeepBestEpoch, options.BestEpochTolerance) = (KeepsBest, Tolerance ?? options.BestEpochTolerance);

    /// <summary>The word for what the options say; null where no word does.</summary>
    internal static string? WordFor(SequenceTrainerOptions options) => All.FirstOrDefault(
        rule => rule.KeepsBest == options.KeepBestEpoch
        && (rule.Tolerance ?? options.BestEpochTolerance) == options.BestEpochTolerance)?.Word;
}
