namespace MlNet.Sequences.Plots;

internal static class RangeChart
{
    private const double Height = 260;

    /// <summary>More steps than these would make an unreadable table: steps are left out at intervals.</summary>
    private const int MostRows = 50;

    /// <summary>
    /// If training diverges, the losses leave the picture, whose top is this many times the first smoothed loss.
    /// </summary>
    private const double MostRise = 1.5;

    internal static Plot Draw(LearningRateRange range)
    {
        var points = range.Points;
        (double X, double Y)[] losses = [.. points.Select(point => (Math.Log10(point.Rate), point.Loss))];
        (double X, double Y)[] smoothed = [.. points.Select(point => (Math.Log10(point.Rate), point.SmoothedLoss))];
        double[] drawn = [.. losses.Concat(smoothed).Select(point => point.Y).Where(Check.CanBeDrawn)];
        double lowest = drawn.DefaultIfEmpty(0).Min(), first = smoothed[0].Y;
        double highest = drawn.DefaultIfEmpty(1).Max();
        if (Check.CanBeDrawn(first) && first > 0)
            highest = Math.Max(Math.Min(highest, MostRise * first), lowest);

        string summary = $"{Words.Count(points.Count)} steps{(range.Diverged ? ", until training diverged" : "")}; " +
            (range.Suggestion is { } rate ? $"suggestion {Words.Value(rate)}" : "no suggestion");
        var canvas = new Canvas("Learning rate", summary);
        canvas.Legend(('a', "smoothed loss"), ('b', "loss of a step"));
        var panel = new Panel(
            canvas.Svg, canvas.Width, canvas.Top, Height, Axis.Powers("Learning rate", losses[0].X, losses[^1].X),
            Axis.Widened("Loss", lowest, highest));
        panel.Curve(Thinning.Line(losses), 'b');
        panel.Curve(Thinning.Line(smoothed), 'a');
        if (range.Suggestion is { } suggested)
            panel.Mark(Math.Log10(suggested), "suggestion");
        canvas.Skip(Height);
        return canvas.Finish(canvas.Top, Describe(range), Table(range));
    }

    private static string Describe(LearningRateRange range)
    {
        var (first, last) = (range.Points[0], range.Points[^1]);
        string text =
            $"The training loss of {Words.Count(range.Points.Count)} steps at learning rates from {Words.Value(first.Rate)} to " +
            $"{Words.Value(last.Rate)}. The smoothed loss was {Words.Value(first.SmoothedLoss)} at first and " +
            $"{Words.Value(range.Points.Min(point => point.SmoothedLoss))} at its lowest. ";
        return text + (range.Suggestion is { } rate
            ? $"Suggested learning rate: {Words.Value(rate)}."
            : "The loss fell by no more than noise, so there is no suggestion.");
    }

    private static PlotTable Table(LearningRateRange range)
    {
        int every = (range.Points.Count + MostRows - 1) / MostRows;
        // Counted from the end, so that the last step is included.
        var shown = range.Points.Where((_, i) => (range.Points.Count - 1 - i) % every == 0);
        return new(
            ["Learning rate", "Loss", "Smoothed loss"],
            [.. shown.Select(
                point => (string[])[Words.Value(point.Rate), Words.Value(point.Loss), Words.Value(point.SmoothedLoss)])]);
    }
}
