namespace MlNet.Sequences;

/// <summary>The n-grams of a part that occur in enough texts, by their first occurrence.</summary>
/// <param name="Pairs">The pair that identifies each.</param>
/// <param name="Counts">The number of texts that each occurs in.</param>
internal sealed record NgramPart(ulong[] Pairs, int[] Counts);
