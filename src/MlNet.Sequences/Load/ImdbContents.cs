namespace MlNet.Sequences;

/// <summary>The result of a pass over the data set.</summary>
/// <param name="Train">
/// The reviews of train that were read, in the data set's order: labeled ones, or those of train/unsup.
/// </param>
/// <param name="Test">The reviews of test that were read; empty if there are none.</param>
/// <param name="UnlabeledCount">The number of files in train/unsup, read or not.</param>
/// <param name="InvalidCount">How many of the texts read weren't valid UTF-8.</param>
/// <param name="FirstInvalid">The path of the first of those, in the source's order.</param>
internal sealed record ImdbContents(IReadOnlyList<ImdbReview> Train, IReadOnlyList<ImdbReview> Test, int UnlabeledCount,
    int InvalidCount, string? FirstInvalid);
