namespace MlNet.Sequences;

/// <summary>What determines the n-grams and their weights, beside the rows.</summary>
/// <param name="Length">The most tokens of an n-gram.</param>
/// <param name="MinimumDocumentCount">In how many training rows an n-gram must occur.</param>
/// <param name="L2Regularization">Half of it times the sum of the weights' squares is added to the losses.</param>
/// <param name="CountSmoothing">What is added to the counts before ratios are taken.</param>
/// <param name="Tolerance">The fraction of the first gradient's norm at which training ends.</param>
/// <param name="MostSteps">The most Newton steps for each output.</param>
/// <param name="NaiveBayesFraction">How much of the weights is naive Bayes'; null for the default of the task.</param>
internal sealed record NgramSettings(
    int Length, int MinimumDocumentCount, double L2Regularization, double CountSmoothing, double Tolerance, int MostSteps,
    double? NaiveBayesFraction)
{
    // Measured: docs/ngrams.md.
    private const double FractionForTwoClasses = 0.2, FractionForSeveral = 0;

    internal double NaiveBayesFractionFor(int outputs) =>
        NaiveBayesFraction ?? (outputs == 1 ? FractionForTwoClasses : FractionForSeveral);
}
