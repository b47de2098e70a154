namespace MlNet.Sequences.Plots;

internal static class LearningChart
{
    private const double LossHeight = 220;
    private const double MetricHeight = 170;

    /// <summary>The numbers of more epochs than these are no table to read: every so many is left out.</summary>
    private const int MostRows = 100;

    private static readonly Dictionary<string, string> Names = new()
    {
        [nameof(ValidationMetric.Accuracy)] = "accuracy",
        [nameof(ValidationMetric.AreaUnderRocCurve)] = "area under the ROC curve",
        [nameof(ValidationMetric.MacroAccuracy)] = "macro accuracy",
        [nameof(ValidationMetric.RootMeanSquaredError)] = "root mean squared error",
        [nameof(ValidationMetric.MeanAbsoluteError)] = "mean absolute error",
    };

    internal static Plot Draw(TrainingHistory history)
    {
        var epochs = history.Epochs;
        string[] metrics = [.. epochs.SelectMany(epoch => epoch.Validation.Keys).Distinct().Where(name => name != nameof(ValidationMetric.Loss)).Take(3)];
        bool isValidated = epochs.Any(epoch => epoch.ValidationLoss is not null);
        var training = Series(epoch => epoch.TrainingLoss);
        var validation = Series(epoch => epoch.ValidationLoss ?? double.NaN);

        var canvas = new Canvas("Learning curves", Summary(history));
        canvas.Legend(isValidated ? [('a', "training loss"), ('b', "validation loss")] : [('a', "training loss")]);
        var x = Axis.Exact(metrics.Length > 0 ? "" : "Epoch", epochs[0].Epoch, epochs[^1].Epoch, whole: true);
        var losses = new Panel(canvas.Svg, canvas.Width, canvas.Top, LossHeight, x, Values("Loss", [.. training, .. validation]));
        losses.Curve(Thinning.Line(training), 'a', mark: epochs.Count <= 30);
        losses.Curve(Thinning.Line(validation), 'b', mark: epochs.Count <= 30);
        losses.Mark(history.KeptEpoch, "kept");
        double height = canvas.Top + LossHeight;
        if (metrics.Length > 0)
            height = DrawMetrics(canvas, height);
        return canvas.Finish(height, Describe(history, isValidated), Table(history, metrics));

        (double X, double Y)[] Series(Func<EpochMetrics, double> of) => [.. epochs.Select(epoch => ((double)epoch.Epoch, of(epoch)))];

        double DrawMetrics(Canvas canvas, double top)
        {
            var curves = metrics.Select(name => Series(epoch => epoch.Validation.TryGetValue(name, out double value) ? value : double.NaN)).ToArray();
            double legend = 0;
            foreach (var (name, i) in metrics.Select((name, i) => (name, i)))
            {
                canvas.Svg.Path([(8, top + 8 + legend), (30, top + 8 + legend)], $"mlp-line mlp-line-{(char)('a' + i)}");
                canvas.Svg.Text(36, top + 12 + legend, Names.GetValueOrDefault(name, name), "mlp-small");
                legend += 17;
            }

            var panel = new Panel(
                canvas.Svg, canvas.Width, top + legend, MetricHeight, Axis.Exact("Epoch", epochs[0].Epoch, epochs[^1].Epoch, whole: true),
                Values("On the validation rows", [.. curves.SelectMany(curve => curve)]));
            for (int i = 0; i < curves.Length; i++)
                panel.Curve(Thinning.Line(curves[i]), (char)('a' + i), mark: epochs.Count <= 30);
            panel.Mark(history.KeptEpoch, null);
            return top + legend + MetricHeight;
        }
    }

    private static Axis Values(string title, IReadOnlyList<(double X, double Y)> points)
    {
        double[] drawn = [.. points.Select(point => point.Y).Where(Check.CanBeDrawn)];
        return drawn.Length == 0 ? Axis.Exact(title, 0, 1) : Axis.Widened(title, drawn.Min(), drawn.Max());
    }

    private static string Summary(TrainingHistory history) =>
        $"{Words.Count(history.Epochs.Count)} epoch{(history.Epochs.Count == 1 ? "" : "s")} on {Words.Rows(history.TrainingRows)}, " +
        $"epoch {Words.Count(history.KeptEpoch)} kept{(history.StoppedEarly ? ", stopped early" : "")}";

    private static string Describe(TrainingHistory history, bool isValidated)
    {
        var (first, last) = (history.Epochs[0], history.Epochs[^1]);
        string text = $"{Summary(history)}. The training loss went from {Words.Value(first.TrainingLoss)} to {Words.Value(last.TrainingLoss)}";
        if (isValidated)
            text += $", the validation loss from {Words.Value(first.ValidationLoss ?? double.NaN)} to {Words.Value(last.ValidationLoss ?? double.NaN)}";
        int lost = history.Epochs.Count(epoch => !Check.CanBeDrawn(epoch.TrainingLoss));
        return text + (lost == 0 ? "." : $". {Words.Count(lost)} epochs have no finite loss and are left out: training diverged.");
    }

    private static PlotTable Table(TrainingHistory history, string[] metrics)
    {
        int every = (history.Epochs.Count + MostRows - 1) / MostRows;
        var shown = history.Epochs.Where((epoch, i) => i % every == 0 || epoch.Epoch == history.KeptEpoch || i == history.Epochs.Count - 1);
        return new(
            ["Epoch", "Training loss", "Validation loss", .. metrics.Select(name => Names.GetValueOrDefault(name, name))],
            [.. shown.Select(epoch => (string[])
                [
                    Words.Count(epoch.Epoch) + (epoch.Epoch == history.KeptEpoch ? " (kept)" : ""), Words.Value(epoch.TrainingLoss),
                    Words.Value(epoch.ValidationLoss ?? double.NaN),
                    .. metrics.Select(name => Words.Value(epoch.Validation.TryGetValue(name, out double value) ? value : double.NaN)),
                ])]);
    }
}
