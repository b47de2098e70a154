namespace MlNet.Sequences.Benchmarks;

/// <summary>One recipe with one seed.</summary>
/// <param name="Recipe">Its name, or "ngrams".</param>
/// <param name="Label">The labels: "sentiment" or "stars".</param>
/// <param name="MeasuredOn">The reviews: "test", or "films" for films that are held out.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Accuracy">The accuracy on those reviews, from 0 to 1.</param>
/// <param name="LogLoss">The cross-entropy, in nats.</param>
/// <param name="TrainingSeconds">From the archive to a model.</param>
/// <param name="ProcessorSeconds">Of all cores together, for the same.</param>
/// <param name="PeakMegabytes">The most memory, of training and measuring.</param>
/// <param name="Rows">The reviews that were measured.</param>
internal sealed record RecipeResult(
    string Recipe, string Label, string MeasuredOn, int Seed, double Accuracy, double LogLoss, double TrainingSeconds,
    double ProcessorSeconds, double PeakMegabytes, long Rows)
{
    /// <summary>Whether it is a result of the same measurement, on whatever machine.</summary>
    internal bool IsOf(string recipe, string label, string measuredOn, int seed) =>
        (Recipe, Label, MeasuredOn, Seed) == (recipe, label, measuredOn, seed);
}
