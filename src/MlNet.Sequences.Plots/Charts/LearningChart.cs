namespace MlNet.Sequences.Plots;

internal static class LearningChart
{
    private const double LossHeight = 220;
    private const double MetricHeight = 170;

    /// <summary>More epochs than these would make an unreadable table: epochs are left out at intervals.</summary>
    private const int MostRows = 100;

    /// <summary>With more epochs than these, the curves have no dots.</summary>
    private const int MostMarked = 30;

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
        string[] metrics = [
            .. epochs.SelectMany(epoch => epoch.Validation.Keys).Distinct().Where(name => name != nameof(ValidationMetric.Loss))
            .Take(3)];
        bool isValidated = epochs.Any(epoch => epoch.ValidationLoss is not null);
        var training = Series(epoch => epoch.TrainingLoss);
        var validation = Series(epoch => epoch.ValidationLoss ?? double.NaN);

        var canvas = new Canvas("Learning curves", Summary(history));
        canvas.Legend(isValidated ? [('a', "training loss"), ('b', "validation loss")] : [('a', "training loss")]);
        var curves = metrics.Select(
            name => Series(epoch => epoch.Validation.TryGetValue(name, out double value) ? value : double.NaN)).ToArray();
        var losses = Values("Loss", [.. training, .. validation]);
        var others = metrics.Length > 0 ? Values("On the validation rows", [.. curves.SelectMany(curve => curve)]) : null;

        var upper = new Panel(
            canvas.Svg, canvas.Width, canvas.Top, LossHeight, Epochs(metrics.Length > 0 ? "" : "Epoch"), losses, others);
        upper.Curve(Thinning.Line(training), 'a', mark: epochs.Count <= MostMarked);
        upper.Curve(Thinning.Line(validation), 'b', mark: epochs.Count <= MostMarked);
        upper.Mark(history.KeptEpoch, "kept");
        canvas.Skip(LossHeight);
        if (others is not null)
        {
            canvas.Skip(8);
            canvas.Legend([.. metrics.Select((name, i) => ((char)('a' + i), Names.GetValueOrDefault(name, name)))]);
            var lower = new Panel(canvas.Svg, canvas.Width, canvas.Top, MetricHeight, Epochs("Epoch"), others, losses);
            for (int i = 0; i < curves.Length; i++)
                lower.Curve(Thinning.Line(curves[i]), (char)('a' + i), mark: epochs.Count <= MostMarked);
            lower.Mark(history.KeptEpoch, null);
            canvas.Skip(MetricHeight);
        }

        return canvas.Finish(canvas.Top, Describe(history, isValidated), Table(history, metrics));

        (double X, double Y)[] Series(Func<EpochMetrics, double> of) =>
            [.. epochs.Select(epoch => ((double)epoch.Epoch, of(epoch)))];

        Axis Epochs(string title) => Axis.Exact(title, epochs[0].Epoch, epochs[^1].Epoch, whole: true);
    }

    private static Axis Values(string title, IReadOnlyList<(double X, double Y)> points)
    {
        double[] drawn = [.. points.Select(point => point.Y).Where(Check.CanBeDrawn)];
        return drawn.Length == 0 ? Axis.Exact(title, 0, 1) : Axis.Widened(title, drawn.Min(), drawn.Max());
    }

    private static string Summary(TrainingHistory history) =>
        $"{Words.Count(history.Epochs.Count)} epoch{(history.Epochs.Count == 1 ? "" : "s")} on " +
        $"{Words.Rows(history.TrainingRows)}, epoch {Words.Count(history.KeptEpoch)} " +
        $"kept{(history.StoppedEarly ? ", stopped early" : "")}";

    private static string Describe(TrainingHistory history, bool isValidated)
    {
        var (first, last) = (history.Epochs[0], history.Epochs[^1]);
        string text =
            $"{Summary(history)}. The training loss went from {Words.Value(first.TrainingLoss)} to " +
            $"{Words.Value(last.TrainingLoss)}";
        if (isValidated)
            text +=
                $", the validation loss from {Words.Value(first.ValidationLoss ?? double.NaN)} to " +
                $"{Words.Value(last.ValidationLoss ?? double.NaN)}";
        int lost = history.Epochs.Count(epoch => !Check.CanBeDrawn(epoch.TrainingLoss));
        return text +
            (lost == 0 ? "." : $". {Words.Count(lost)} epochs have no finite loss and are left out: training diverged.");
    }

    private static PlotTable Table(TrainingHistory history, string[] metrics)
    {
        int every = (history.Epochs.Count + MostRows - 1) / MostRows;
        var shown = history.Epochs.Where(
            (epoch, i) => i % every == 0 || epoch.Epoch == history.KeptEpoch || i == history.Epochs.Count - 1);
        return new(
            ["Epoch", "Training loss", "Validation loss", .. metrics.Select(name => Names.GetValueOrDefault(name, name))],
            [.. shown.Select(epoch => (string[])
                [
                    Words.Count(epoch.Epoch) + (epoch.Epoch == history.KeptEpoch ? " (kept)" : ""),
                    Words.Value(epoch.TrainingLoss),
                    Words.Value(epoch.ValidationLoss ?? double.NaN),
                    .. metrics.Select(
                        name => Words.Value(epoch.Validation.TryGetValue(name, out double value) ? value : double.NaN)),
                ])]);
    }
}
