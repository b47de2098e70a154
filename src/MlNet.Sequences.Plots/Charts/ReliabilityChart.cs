using System.Globalization;

namespace MlNet.Sequences.Plots;

internal static class ReliabilityChart
{
    private const double CurveHeight = 230;
    private const double BarsHeight = 110;

    internal static Plot Draw(IReadOnlyList<float> probabilities, IReadOnlyList<bool> labels, int numberOfBins, ClassPair classes)
    {
        var reliability = ReliabilityBins.Of(probabilities, labels, numberOfBins);
        var histogram = new Histogram(0, 1.0 / numberOfBins, [.. reliability.Bins.Select(bin => bin.Count)]);
        var filled = reliability.Bins.Where(bin => bin.Count > 0).ToArray();
        var canvas = new Canvas(
            "Reliability",
            $"Expected calibration error {Words.Share(reliability.ExpectedError)} on {Words.Rows(probabilities.Count)}");
        var (shares, rows) = (
            Axis.Exact($"{classes.PositivesOnAxis} among the rows of a bin", 0, 1),
            Axis.Counts("Rows", histogram.Most, about: 2));
        var curve = new Panel(canvas.Svg, canvas.Width, canvas.Top, CurveHeight, Axis.Exact("", 0, 1), shares, rows);
        curve.Guide(0, 0, 1, 1);
        curve.Curve([.. filled.Select(bin => (bin.MeanProbability, bin.PositiveShare))], 'a', mark: true);

        var bars = new Panel(
            canvas.Svg, canvas.Width, canvas.Top + CurveHeight, BarsHeight,
            Axis.Exact($"Predicted probability{classes.OfPositive}", 0, 1), rows, shares);
        bars.Bars(histogram, i => $"{Range(histogram, i)}: {Words.Rows(histogram.Counts[i])}");
        return canvas.Finish(
            canvas.Top + CurveHeight + BarsHeight,
            $"Rows in {numberOfBins} bins by their predicted probability, and the fraction of " +
            $"{classes.PositivesInText} in each: on the diagonal the two agree. The mean distance, the expected calibration " +
            $"error, is {Words.Share(reliability.ExpectedError)}.",
            new(
                ["Bin", "Rows", "Mean probability", classes.PositivesHeading],
                [.. reliability.Bins.Select((bin, i) => (string[])
                    [Range(histogram, i), Words.Count(bin.Count), Words.Share(
                        bin.MeanProbability), Words.Percent(bin.PositiveShare)])]));
    }

    private static string Range(Histogram bins, int bin) =>
        string.Create(CultureInfo.InvariantCulture, $"{bins.Edge(bin):0.##} to {bins.Edge(bin + 1):0.##}");
}
