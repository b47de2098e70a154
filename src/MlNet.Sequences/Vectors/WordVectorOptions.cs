using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>
/// How word vectors are trained: skip-gram or CBOW with negative sampling (Mikolov et al. 2013a, "Efficient Estimation of Word
/// Representations in Vector Space", arXiv 1301.3781; Mikolov et al. 2013b, "Distributed Representations of Words and Phrases and
/// their Compositionality", NIPS).
/// </summary>
/// <remarks>
/// Plain values: change them until the estimator is created, which checks them all at once and throws an <see
/// cref="ArgumentException"/> that lists every violation with the rule, the value received and the remedy.
/// </remarks>
public sealed class WordVectorOptions
{
    internal const int MaximumDimension = 10_000;

    // Of the authors' program, word2vec.
    private const double SkipGramLearningRate = 0.025, BagOfWordsLearningRate = 0.05;

    /// <summary>What the vectors are trained to predict. Default: <see cref="WordVectorAlgorithm.SkipGram"/>.</summary>
    public WordVectorAlgorithm Algorithm { get; set; } = WordVectorAlgorithm.SkipGram;

    /// <summary>The length of each vector; from 1 to 10000. Default: 100.</summary>
    [Range(1, MaximumDimension)]
    public int Dimension { get; set; } = 100;

    /// <summary>
    /// The most words to each side of a word in its window: for each word a number from 1 to this is drawn, so that nearer words
    /// count more (Mikolov et al. 2013a, section 3.2). From 1 to 1000. Default: 5.
    /// </summary>
    [Range(1, 1_000)]
    public int WindowSize { get; set; } = 5;

    /// <summary>
    /// The number of random words that each predicted word is compared with, drawn by their frequency to the power of 3/4 (k in
    /// Mikolov et al. 2013b, section 2.2, which recommends 5 to 20 for few texts, and 2 to 5 for many). From 1 to
    /// 1000. Default: 5.
    /// </summary>
    [Range(1, 1_000)]
    public int NumberOfNegatives { get; set; } = 5;

    /// <summary>
    /// The frequency t, a fraction of all tokens, above which occurrences of a word are left out at random: those of a word of
    /// frequency f are kept with the probability √(t/f) + t/f, as in the authors' program; in equation 5 of Mikolov et al. 2013b
    /// it is √(t/f). The paper uses 1e-5 with a billion words; smaller corpora need a higher value. 0 keeps all. From 0 to 1.
    /// Default: 0.0001.
    /// </summary>
    [Range(0.0, 1)]
    public double SubsamplingThreshold { get; set; } = 1e-4;

    /// <summary>
    /// How often a word must occur in the training rows to get a vector; rarer ones are left out of the texts, as in Mikolov et
    /// al. 2013b, section 3. 1 or more. Default: 5.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MinimumCount { get; set; } = 5;

    /// <summary>
    /// The token that stands for words out of the vocabulary and, as in the papers, gets no vector; null if every token is a
    /// word. Default: that of <c>TokenizeIntoWordsAsKeys</c>, "&lt;OOV&gt;".
    /// </summary>
    public string? OutOfVocabularyToken { get; set; } = TokenizeIntoWordsAsKeysOptions.DefaultOutOfVocabularyToken;

    /// <summary>
    /// The first learning rate, which falls linearly to 0 (Mikolov et al. 2013a, section 4.2); above 0. Null is 0.025 for
    /// skip-gram, as there, and 0.05 for CBOW. Default: null.
    /// </summary>
    [Category(OptionGroup.Optimization)]
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double? LearningRate { get; set; }

    /// <summary>How often the texts are read; 1 or more. Default: 5.</summary>
    [Category(OptionGroup.Optimization)]
    [Range(1, int.MaxValue)]
    public int NumberOfEpochs { get; set; } = 5;

    /// <summary>
    /// Determines the initial vectors and all draws. Null uses the MLContext's seed, or a random one if it has none. Default:
    /// null.
    /// </summary>
    [Category(OptionGroup.Machine)]
    public int? Seed { get; set; }

    /// <summary>
    /// The threads that train, 1 or more; null for one per core. One gives the same vectors for the same seed and rows on the
    /// same kind of processor. More share the vectors without locks (Recht et al. 2011, "Hogwild"), so each run gives slightly
    /// different vectors, as with ML.NET's SDCA. Default: null.
    /// </summary>
    [Category(OptionGroup.Machine)]
    [Range(1, int.MaxValue)]
    public int? NumberOfThreads { get; set; }

    /// <summary>
    /// Receives the progress several times a second and at the end of each epoch, from one of the training threads at a time; or
    /// null. Default: null.
    /// </summary>
    public IProgress<WordVectorProgress>? Progress { get; set; }

    /// <summary>Ends training early with an <see cref="OperationCanceledException"/>. Default: none.</summary>
    public CancellationToken CancellationToken { get; set; }

    internal double FirstLearningRate =>
        LearningRate ?? (Algorithm == WordVectorAlgorithm.SkipGram ? SkipGramLearningRate : BagOfWordsLearningRate);

    internal WordVectorOptions Copy() => (WordVectorOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">One or more values break a rule; the message lists every one.</exception>
    internal void Check()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        violations.ThrowIfAny(nameof(WordVectorOptions));
    }
}
