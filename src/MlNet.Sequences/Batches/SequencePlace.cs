namespace MlNet.Sequences;

/// <summary>Where a sequence stands in <see cref="SequenceBlocks{T}"/>.</summary>
/// <param name="Block">Its block.</param>
/// <param name="Start">Its first item there.</param>
/// <param name="Length">Its items.</param>
internal readonly record struct SequencePlace(int Block, int Start, int Length);
