namespace MlNet.Sequences;

/// <summary>What word vectors are trained to predict (Mikolov et al. 2013, "Efficient Estimation of Word Representations in
/// Vector Space", figure 1).</summary>
public enum WordVectorAlgorithm
{
    /// <summary>Each of the surrounding words from a word (skip-gram). Better for rare words; the default.</summary>
    SkipGram,

    /// <summary>A word from the mean of the surrounding words (CBOW). Several times as fast.</summary>
    ContinuousBagOfWords,
}
