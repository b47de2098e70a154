namespace MlNet.Sequences.Plots;

/// <summary>Histograms of a model's output.</summary>
internal static class DistributionChart
{
    private const double Height = 300;
    private const int Bins = 30;

    internal static Plot Scores(IReadOnlyList<float> scores, IReadOnlyList<bool> labels, ClassPair classes)
    {
        double low = scores.Min(), high = scores.Max();
        var positive = Histogram.Of(scores.Where((_, i) => labels[i]).Select(score => (double)score), low, high, Bins);
        var negative = Histogram.Of(scores.Where((_, i) => !labels[i]).Select(score => (double)score), low, high, Bins);
        var canvas = new Canvas("Scores by label", classes.Counts(positive.Counts.Sum(), negative.Counts.Sum()));
        canvas.Legend(('a', classes.PositiveInLegend), ('b', classes.NegativeInLegend));
        var panel = new Panel(
            canvas.Svg, canvas.Width, canvas.Top, Height - canvas.Top,
            Axis.Exact("Score", positive.Low, positive.Edge(Bins)), Axis.Counts("Rows", Math.Max(positive.Most, negative.Most)));
        panel.Steps(negative, 'b');
        panel.Steps(positive, 'a');
        return canvas.Finish(
            Height,
            $"The distribution of the scores of {classes.PositivesInText} and of {classes.NegativesInText}, from " +
            $"{Words.Value(low)} to {Words.Value(high)}: the less they overlap, the better the model distinguishes them. The " +
            $"mean score is {Words.Value(Mean(true))} for {classes.PositivesInText} and {Words.Value(Mean(false))} for " +
            $"{classes.NegativesInText}.",
            new(["Score from", classes.PositiveHeading, classes.NegativeHeading], [
            .. Enumerable.Range(0, Bins).Select(i => (string[])
                [Words.Value(positive.Edge(i)), Words.Count(positive.Counts[i]), Words.Count(negative.Counts[i])])]));

        double Mean(bool label) =>
            scores.Where((_, i) => labels[i] == label).Select(score => (double)score).DefaultIfEmpty(double.NaN).Average();
    }

    internal static Plot Residuals(IReadOnlyList<float> scores, IReadOnlyList<float> labels)
    {
        double[] residuals = [.. scores.Select((score, i) => (double)score - labels[i])];
        double most = residuals.Max(Math.Abs), mean = residuals.Average();
        // An odd number of bins: the middle one is centered at 0.
        var bins = Histogram.Of(residuals, -most, most, Bins + 1);
        var canvas = new Canvas(
            "Residuals", $"Mean {Words.Value(mean)}, at most {Words.Value(most)} off; {Words.Rows(residuals.Length)}");
        var panel = new Panel(
            canvas.Svg, canvas.Width, canvas.Top, Height - canvas.Top,
            Axis.Exact("Predicted minus actual value", bins.Low, bins.Edge(Bins + 1)), Axis.Counts("Rows", bins.Most));
        panel.Bars(bins, i => $"{Words.Value(bins.Edge(i))} to {Words.Value(bins.Edge(i + 1))}: {Words.Rows(bins.Counts[i])}");
        panel.Mark(0, null);
        return canvas.Finish(
            Height,
            $"How far the predictions are above or below the labels. The mean is {Words.Value(mean)}, where 0 means that they " +
            $"are unbiased; the largest error is {Words.Value(most)}.",
            new(["Residual from", "Rows"], [
            .. Enumerable.Range(0, Bins + 1).Select(i => (string[])[Words.Value(bins.Edge(i)), Words.Count(bins.Counts[i])])]));
    }

    internal static Plot Lengths(IReadOnlyList<int> lengths, int? limit)
    {
        int most = lengths.Max();
        var bins = Histogram.OfWhole(lengths, Bins);
        int[] sorted = [.. lengths.Order()];
        int median = sorted[(sorted.Length - 1) / 2], almost = sorted[(int)Math.Ceiling(sorted.Length * 0.95) - 1];
        long longer = limit is { } read ? lengths.LongCount(length => length > read) : 0;
        string cut = limit is null
            ? ""
            : $" {Words.Percent(longer / (double)lengths.Count)} are longer than the {Words.Count(limit.Value)} that are read.";
        string summary = $"Median {Words.Count(median)}, 95 % up to {Words.Count(almost)}, longest {Words.Count(most)}";
        var canvas = new Canvas("Sequence lengths", summary);
        // The limit is marked if it is among the lengths; far beyond them, it would squeeze them into a corner.
        double high = Math.Max(bins.Edge(bins.Counts.Count), limit <= 1.5 * most ? limit.Value + 1.0 : 0);
        var panel = new Panel(
            canvas.Svg, canvas.Width, canvas.Top, Height - canvas.Top,
            Axis.Exact("Tokens", bins.Low, high, whole: true), Axis.Counts("Sequences", bins.Most));
        panel.Bars(bins, i => $"{Range(i)} tokens: {Words.Count(bins.Counts[i])}");
        // A length extends to the next one, so the limit is at the end of its bar.
        if (limit is { } at && at + 1.0 >= bins.Low && at + 1.0 <= high)
            panel.Mark(at + 1.0, "read up to here");
        return canvas.Finish(
            Height,
            $"The lengths of {Words.Count(lengths.Count)} sequences in tokens. {summary}.{cut}",
            new(["Tokens", "Sequences"], [.. bins.Counts.Select((count, i) => (string[])[Range(i), Words.Count(count)])]));

        string Range(int bin)
        {
            long first = (long)bins.Edge(bin), last = (long)bins.Edge(bin + 1) - 1;
            return first == last ? Words.Count(first) : $"{Words.Count(first)} to {Words.Count(last)}";
        }
    }
}
