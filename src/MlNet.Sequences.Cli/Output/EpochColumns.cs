namespace MlNet.Sequences.Cli;

/// <summary>The epochs as aligned lines, each written when it is done.</summary>
internal sealed class EpochColumns
{
    /// <summary>A loss or a metric: "0.6931", "100.0 %".</summary>
    private const int LeastWidth = 7;

    private readonly string[] _headings;

    private EpochColumns(string[] headings) => _headings = headings;

    internal string Header => Line(_headings);

    /// <summary>The columns; the last ones are left out if the terminal is too narrow.</summary>
    internal static EpochColumns Of(TextTask task, int width)
    {
        string[] all = [
            "Epoch", "Loss", "Validation loss", .. task.EpochMetrics.Select(metric => metric.Heading), "Seconds", "Samples/s"];
        int count = all.Length;
        while (count > 2 && all.Take(count).Sum(heading => Width(heading) + 2) - 2 > width)
            count--;
        return new(all[..count]);
    }

    internal string Row(EpochReport epoch) => Line(
    [
        Format.Count(epoch.Epoch), Format.Fixed(epoch.Loss), Format.Fixed(epoch.ValidationLoss), .. epoch.Shown,
        Format.Seconds(epoch.Seconds), Format.Count(epoch.SamplesPerSecond),
    ]);

    private string Line(IEnumerable<string> cells) => string.Join(
        "  ", cells.Zip(_headings, (cell, heading) => cell.PadLeft(Width(heading))));

    private static int Width(string heading) => heading == "Epoch" ? heading.Length : Math.Max(LeastWidth, heading.Length);
}
