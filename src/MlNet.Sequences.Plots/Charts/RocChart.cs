namespace MlNet.Sequences.Plots;

internal static class RocChart
{
    private const double Height = 340;

    internal static Plot Draw(IReadOnlyList<float> scores, IReadOnlyList<bool> labels)
    {
        var roc = RocPoints.Of(scores, labels);
        string area = Words.Share(roc.Area);
        var canvas = new Canvas("ROC curve", $"Area {area}; {Words.Count(roc.Positives)} positive, {Words.Count(roc.Negatives)} negative");
        var panel = new Panel(
            canvas.Svg, canvas.Width, canvas.Top, Height - canvas.Top,
            Axis.Exact("Negatives taken for positive (false-positive rate)", 0, 1), Axis.Exact("Positives found (true-positive rate)", 0, 1));
        panel.Guide(0, 0, 1, 1);
        panel.Curve(roc.Points, 'a');
        double[] rates = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];
        return canvas.Finish(
            Height,
            $"The area under the ROC curve is {area}, where 0.5 is chance and 1 is perfect, on {Words.Rows(scores.Count)}. With 10 % of the negatives " +
            $"taken for positive, {Words.Percent(roc.TruePositiveRateAt(0.1))} of the positives are found.",
            new(["False-positive rate", "True-positive rate"], [.. rates.Select(rate => (string[])[Words.Percent(rate), Words.Percent(roc.TruePositiveRateAt(rate))])]));
    }
}
