namespace MlNet.Sequences.Plots;

internal static class FanChart
{
    private const double Height = 260;

    /// <summary>More steps than these would make an unreadable table: steps are left out at intervals.</summary>
    private const int MostRows = 100;

    internal static Plot Draw(
        string title, IReadOnlyList<float> history, IReadOnlyList<float> forecast, IReadOnlyList<float>? lower,
        IReadOnlyList<float>? upper, IReadOnlyList<float>? outcomes)
    {
        var past = At(history, 1 - history.Count);
        var ahead = At(forecast, 1);
        var actual = At(outcomes ?? [], 1);
        double[] drawn =
        [
            .. ((IReadOnlyList<float>?[])[history, forecast, lower, upper, outcomes]).SelectMany(values => values ?? [])
                .Select(value => (double)value).Where(Check.CanBeDrawn),
        ];
        string summary = $"{Words.Count(forecast.Count)} step{(forecast.Count == 1 ? "" : "s")} after " +
            $"{Words.Count(history.Count)}{(lower is null ? "" : ", with bounds")}";
        var canvas = new Canvas(title, summary);
        canvas.Legend(
        [
            .. history.Count > 0 || outcomes is not null ? [('c', "observed")] : ((char, string)[])[],
            ('a', lower is null ? "forecast" : "forecast and its bounds"),
        ]);
        var panel = new Panel(
            canvas.Svg, canvas.Width, canvas.Top, Height,
            Axis.Exact("Steps from the last observation", 1 - history.Count, forecast.Count, whole: true),
            Axis.Widened("Value", drawn.DefaultIfEmpty(0).Min(), drawn.DefaultIfEmpty(1).Max()));
        if (lower is not null && upper is not null)
            panel.Band(Thinning.Line(At(lower, 1)), Thinning.Line(At(upper, 1)), 'a');
        panel.Curve(Thinning.Line(past), 'c');
        panel.Curve(Thinning.Line(actual), 'c');
        panel.Curve(Thinning.Line(ahead), 'a');
        panel.Mark(0, "now");
        canvas.Skip(Height);
        return canvas.Finish(
            canvas.Top, Describe(summary, history, forecast, lower, upper), Table(forecast, lower, upper, outcomes));
    }

    private static (double X, double Y)[] At(IReadOnlyList<float> values, int first) =>
        [.. values.Select((value, i) => ((double)(first + i), (double)value))];

    private static string Describe(
        string summary, IReadOnlyList<float> history, IReadOnlyList<float> forecast, IReadOnlyList<float>? lower,
        IReadOnlyList<float>? upper)
    {
        string text = $"A forecast of {summary}: from {Words.Value(forecast[0])} to {Words.Value(forecast[^1])}";
        if (history.Count > 0)
            text += $"; the last observation was {Words.Value(history[^1])}";
        return lower is null || upper is null
            ? text + "."
            : $"{text}. The bounds of the last step are {Words.Value(lower[^1])} and {Words.Value(upper[^1])}.";
    }

    private static PlotTable Table(
        IReadOnlyList<float> forecast, IReadOnlyList<float>? lower, IReadOnlyList<float>? upper, IReadOnlyList<float>? outcomes)
    {
        int every = (forecast.Count + MostRows - 1) / MostRows;
        (string Heading, IReadOnlyList<float> Values)[] columns =
        [
            ("Forecast", forecast),
            .. lower is not null && upper is not null
                ? ((string, IReadOnlyList<float>)[])[("Lower", lower), ("Upper", upper)] : [],
            .. outcomes is not null ? ((string, IReadOnlyList<float>)[])[("Observed", outcomes)] : [],
        ];
        // Counted from the end, so that the last step is included.
        var steps = Enumerable.Range(0, forecast.Count).Where(step => (forecast.Count - 1 - step) % every == 0);
        return new(
            ["Step", .. columns.Select(column => column.Heading)],
            [
                .. steps.Select(step => (string[])
                [
                    Words.Count(step + 1),
                    .. columns.Select(column => step < column.Values.Count ? Words.Value(column.Values[step]) : "-"),
                ]),
            ]);
    }
}
