namespace MlNet.Sequences;

/// <summary>What word vectors are trained to predict (Mikolov et al. 2013, "Efficient Estimation of Word Representations in
/// Vector Space", figure 1).</summary>
public enum WordVectorAlgorithm
{
    /// <summary>From a word each word around it. Better for rare words; the default.</summary>
    SkipGram,

    /// <summary>From the mean of the words around it a word (CBOW). Several times as fast.</summary>
    ContinuousBagOfWords,
}
