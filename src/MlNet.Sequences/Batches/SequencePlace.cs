namespace MlNet.Sequences;

/// <summary>The place of a sequence in <see cref="SequenceBlocks{T}"/>.</summary>
/// <param name="Block">Its block.</param>
/// <param name="Start">Its first item there.</param>
/// <param name="Length">The number of its items.</param>
internal readonly record struct SequencePlace(int Block, int Start, int Length);
