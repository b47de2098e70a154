namespace MlNet.Sequences.Plots;

/// <summary>The rows of one bin of probabilities.</summary>
/// <param name="Count">The number of rows.</param>
/// <param name="MeanProbability">Their mean probability; NaN if there are none.</param>
/// <param name="PositiveShare">The fraction of positives among them; NaN if there are none.</param>
internal sealed record ReliabilityBin(long Count, double MeanProbability, double PositiveShare);

/// <summary>The calibration of probabilities, by bins of equal width.</summary>
/// <param name="Bins">The bins, from 0 to 1.</param>
/// <param name="ExpectedError">
/// The expected calibration error: the mean over the rows of the distance between their bin's fraction of positives and its mean
/// probability (Naeini, Cooper and Hauskrecht 2015).
/// </param>
internal sealed record ReliabilityBins(IReadOnlyList<ReliabilityBin> Bins, double ExpectedError)
{
    internal static ReliabilityBins Of(IReadOnlyList<float> probabilities, IReadOnlyList<bool> labels, int numberOfBins)
    {
        var counts = new long[numberOfBins];
        var positives = new long[numberOfBins];
        var sums = new double[numberOfBins];
        for (int i = 0; i < probabilities.Count; i++)
        {
            int bin = Math.Min(numberOfBins - 1, (int)((double)probabilities[i] * numberOfBins));
            counts[bin]++;
            sums[bin] += probabilities[i];
            positives[bin] += labels[i] ? 1 : 0;
        }

        ReliabilityBin[] bins = [
            .. counts.Select((count, i) => new ReliabilityBin(count, sums[i] / count, positives[i] / (double)count))];
        double error = bins.Where(bin => bin.Count > 0).Sum(bin => bin.Count * Math.Abs(bin.MeanProbability - bin.PositiveShare));
        return new(bins, error / probabilities.Count);
    }
}
