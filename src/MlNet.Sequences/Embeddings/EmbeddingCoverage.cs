namespace MlNet.Sequences;

/// <summary>How many words of a vocabulary got vectors from outside.</summary>
/// <param name="Found">The words that got them.</param>
/// <param name="Total">All words, the out-of-vocabulary token among them.</param>
internal readonly record struct EmbeddingCoverage(int Found, int Total);
