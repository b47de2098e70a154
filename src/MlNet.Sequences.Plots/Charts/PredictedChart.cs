namespace MlNet.Sequences.Plots;

internal static class PredictedChart
{
    private const double Height = 340;

    /// <summary>More points than this are a blot, and make the page scroll slowly.</summary>
    internal const int MostPoints = 2000;

    internal static Plot Draw(IReadOnlyList<float> scores, IReadOnlyList<float> labels)
    {
        int count = scores.Count, drawn = Math.Min(count, MostPoints);
        double low = Math.Min(scores.Min(), labels.Min()), high = Math.Max(scores.Max(), labels.Max());
        double error = Math.Sqrt(scores.Select((score, i) => Square((double)score - labels[i])).Average());
        string few = drawn < count ? $", {Words.Count(drawn)} drawn" : "";
        var canvas = new Canvas(
            "Predicted against actual", $"Root mean squared error {Words.Value(error)}; {Words.Rows(count)}{few}");
        var panel = new Panel(
            canvas.Svg, canvas.Width, canvas.Top, Height - canvas.Top, Axis.Exact("Actual value", low, high),
            Axis.Exact("Predicted value", low, high));
        panel.Guide(low, low, high, high);
        // Evenly spaced, so that the same rows make the same picture.
        panel.Points(
            Enumerable.Range(0, drawn).Select(i => (int)((long)i * count / drawn))
            .Select(i => ((double)labels[i], (double)scores[i])));
        return canvas.Finish(
            Height,
            "Each point is a row, with its label on the horizontal axis and the prediction on the vertical one; on the " +
            $"diagonal they agree. The root mean squared error is {Words.Value(error)}.",
            new(["", "Actual", "Predicted"], [
            Row("Lowest", values => values.Min()), Row("Mean", values => values.Average()),
            Row("Highest", values => values.Max())]));

        string[] Row(string name, Func<IEnumerable<double>, double> of) =>
            [name, Words.Value(of(labels.Select(v => (double)v))), Words.Value(of(scores.Select(v => (double)v)))];
    }

    private static double Square(double value) => value * value;
}
