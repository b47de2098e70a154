namespace MlNet.Sequences.Plots;

internal static class RocChart
{
    private const double Height = 340;

    internal static Plot Draw(IReadOnlyList<float> scores, IReadOnlyList<bool> labels, ClassPair classes)
    {
        var roc = RocPoints.Of(scores, labels);
        string area = Words.Share(roc.Area);
        var canvas = new Canvas("ROC curve", $"Area {area}; {classes.Counts(roc.Positives, roc.Negatives)}");
        var panel = new Panel(
            canvas.Svg, canvas.Width, canvas.Top, Height - canvas.Top,
            Axis.Exact($"{classes.NegativesOnAxis} taken for {classes.PositiveOnAxis} (false-positive rate)", 0, 1),
            Axis.Exact($"{classes.PositivesOnAxis} found (true-positive rate)", 0, 1));
        panel.Guide(0, 0, 1, 1);
        panel.Curve(roc.Points, 'a');
        double[] rates = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];
        return canvas.Finish(
            Height,
            $"The area under the ROC curve is {area}, where 0.5 is chance and 1 is perfect, on {Words.Rows(scores.Count)}. " +
            $"With 10 % of {classes.NegativesInText} predicted as {classes.PositiveInText}, " +
            $"{Words.Percent(roc.TruePositiveRateAt(0.1))} of {classes.PositivesInText} are found.",
            new(["False-positive rate", "True-positive rate"], [
            .. rates.Select(rate => (string[])[Words.Percent(rate), Words.Percent(roc.TruePositiveRateAt(rate))])]));
    }
}
