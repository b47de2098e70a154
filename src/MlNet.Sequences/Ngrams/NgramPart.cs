namespace MlNet.Sequences;

/// <summary>The n-grams of a part that occur in enough texts, by their first occurrence.</summary>
/// <param name="Pairs">What each is known by.</param>
/// <param name="Counts">In how many texts each occurs.</param>
internal sealed record NgramPart(ulong[] Pairs, int[] Counts);
