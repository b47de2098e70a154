namespace MlNet.Sequences;

/// <summary>How many words of a vocabulary got pretrained vectors.</summary>
/// <param name="Found">The number of words that got them.</param>
/// <param name="Total">The number of all words, including the out-of-vocabulary token.</param>
internal readonly record struct EmbeddingCoverage(int Found, int Total);
