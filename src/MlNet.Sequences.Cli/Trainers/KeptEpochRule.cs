namespace MlNet.Sequences.Cli;

/// <summary>Which epoch's weights a model gets: a word on the command line, two options in the library.</summary>
/// <param name="Word">The word.</param>
/// <param name="KeepsBest">Whether it is the best epoch's rather than the last's.</param>
/// <param name="Tolerance">How many standard errors an accuracy may be below the best; null if irrelevant.</param>
internal sealed record KeptEpochRule(string Word, bool KeepsBest, double? Tolerance)
{
    internal static readonly IReadOnlyList<KeptEpochRule> All = [
        new("near-best", true, 1), new("best", true, 0), new("last", false, null)];

    internal void ApplyTo(SequenceTrainerOptions options) =>
        (options.KeepBestEpoch, options.BestEpochTolerance) = (KeepsBest, Tolerance ?? options.BestEpochTolerance);

    /// <summary>The word for the options' values; null if there is none.</summary>
    internal static string? WordFor(SequenceTrainerOptions options) => All.FirstOrDefault(
        rule => rule.KeepsBest == options.KeepBestEpoch
        && (rule.Tolerance ?? options.BestEpochTolerance) == options.BestEpochTolerance)?.Word;
}
