namespace MlNet.Sequences.Plots;

internal static class ConfusionChart
{
    /// <summary>If there are more classes, only those with the most errors are drawn.</summary>
    internal const int MostClasses = 40;

    private const int LettersOfName = 18;
    private const double Right = 12;

    internal static Plot Draw(double[][] counts, IReadOnlyList<string> names)
    {
        double total = counts.Sum(row => row.Sum()), correct = Enumerable.Range(0, counts.Length).Sum(i => counts[i][i]);
        int[] drawn = Choose(counts);
        string few = drawn.Length < counts.Length ? $"; the {drawn.Length} of {counts.Length} classes with most errors" : "";
        string[] shown = [.. drawn.Select(i => Words.CutInside(names[i], LettersOfName))];
        int letters = shown.Max(name => name.Length);
        double left = 30 + 6.3 * letters;
        double cell = Math.Max(drawn.Length <= 8 ? 40 : 34, (Canvas.PhoneWidth - left - Right) / drawn.Length);
        double height = Math.Min(cell, 64);
        var canvas = new Canvas(
            "Confusion matrix", $"{Words.Percent(correct / total)} of {Words.Rows((long)total)} right{few}",
            Math.Max(Canvas.PhoneWidth, left + cell * drawn.Length + Right));
        var svg = canvas.Svg;
        // Names wider than their columns are slanted, above the space of the row names.
        bool areTurned = letters * 6.4 > cell;
        double top = canvas.Top + (areTurned ? 34 + letters * 4.4 : 38);
        svg.Text(left, canvas.Top + 12, "Predicted", "mlp-small");
        svg.Text(8, top - 8, "True", "mlp-small");
        for (int column = 0; column < drawn.Length; column++)
            svg.Text(
                left + (column + 0.5) * cell, top - 8, shown[column], "mlp-small", areTurned ? "end" : "middle",
                areTurned ? 45 : 0);
        for (int row = 0; row < drawn.Length; row++)
        {
            double y = top + row * height, ofClass = counts[drawn[row]].Sum();
            svg.Text(left - 8, y + height / 2 + 4, shown[row], "", "end");
            for (int column = 0; column < drawn.Length; column++)
                Cell(left + column * cell, y, drawn[row], drawn[column], ofClass);
        }

        for (int line = 0; line <= drawn.Length; line++)
        {
            svg.Line(left, top + line * height, left + drawn.Length * cell, top + line * height, "mlp-grid");
            svg.Line(left + line * cell, top, left + line * cell, top + drawn.Length * height, "mlp-grid");
        }

        return canvas.Finish(
            top + drawn.Length * height + 12,
            $"How often each true class, in rows, was predicted as each class, in columns. {Words.Percent(correct / total)} of " +
            $"{Words.Rows((long)total)} are on the diagonal, where both agree.{Worst(counts, names)}",
            new(
                ["True \\ predicted", .. drawn.Select(i => names[i])],
                [.. drawn.Select(i => (string[])[names[i], .. drawn.Select(j => Words.Value(counts[i][j]))])]));

        void Cell(double x, double y, int truth, int predicted, double ofClass)
        {
            double count = counts[truth][predicted];
            if (count == 0)
                return;
            double share = count / ofClass;
            svg.Rectangle(
                x, y, cell, height, "mlp-cell",
                $"{names[truth]} predicted as {names[predicted]}: {Words.Value(count)}, {Words.Percent(share)} of the class",
                Math.Min(0.1 + 0.5 * share, 0.6));
            bool two = height >= 38;
            svg.Text(x + cell / 2, y + height / 2 + (two ? -1 : 4), Short(count, cell), "mlp-count", "middle");
            if (two)
                svg.Text(x + cell / 2, y + height / 2 + 15, Words.Percent(Math.Round(share, 2)), "mlp-share", "middle");
        }
    }

    private static string Short(double count, double cell)
    {
        string full = count == Math.Floor(count) && count < 1e15 ? Words.Count((long)count) : Words.Value(count);
        return full.Length * 7 <= cell ? full
            : count >= 1e6 ? Words.Value(Math.Round(count / 1e6, 1)) + "M"
            : Words.Value(Math.Round(count / 1e3)) + "k";
    }

    private static int[] Choose(double[][] counts)
    {
        var all = Enumerable.Range(0, counts.Length);
        return counts.Length <= MostClasses ? [.. all] : [.. all.OrderByDescending(Errors).Take(MostClasses).Order()];

        double Errors(int i) => counts[i].Sum() - counts[i][i];
    }

    private static string Worst(double[][] counts, IReadOnlyList<string> names)
    {
        var worst = (Count: 0.0, Truth: 0, Predicted: 0);
        for (int i = 0; i < counts.Length; i++)
        {
            for (int j = 0; j < counts.Length; j++)
            {
                if (i != j && counts[i][j] > worst.Count)
                    worst = (counts[i][j], i, j);
            }
        }

        return worst.Count == 0
            ? ""
            : $" The most common error is {names[worst.Truth]} predicted as {names[worst.Predicted]}, " +
            $"{Words.Value(worst.Count)} times.";
    }
}
