using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>What find-learning-rate prints. Property names are the JSON's.</summary>
/// <param name="Trainer">The network's architecture.</param>
/// <param name="Task">The task.</param>
/// <param name="Suggestion">A rate to start from; null if the loss fell by no more than noise.</param>
/// <param name="Diverged">Whether the test ended because training diverged.</param>
/// <param name="Seed">The seed of the test.</param>
/// <param name="Points">The steps.</param>
internal sealed record LearningRateReport(
    string Trainer, string Task, double? Suggestion, bool Diverged, int Seed, IReadOnlyList<LearningRatePoint> Points)
{
    private const int LinesOfTable = 20;

    /// <summary>Some twenty of the steps, the last one among them.</summary>
    internal IRenderable ToTable()
    {
        var table = new Table().RoundedBorder();
        foreach (string heading in (string[])["Learning rate", "Loss", "Smoothed loss"])
            table.AddColumn(Tables.Right(heading));
        int every = Math.Max(1, (Points.Count + LinesOfTable - 1) / LinesOfTable);
        foreach (var point in Points.Where((_, i) => (Points.Count - 1 - i) % every == 0))
            table.AddRow(Format.Short(point.Rate), Format.Fixed(point.Loss), Format.Fixed(point.SmoothedLoss));
        string text = Suggestion is { } rate
            ? $"Suggestion: --learning-rate {Format.Short(rate)}"
            : "No suggestion: the loss fell by no more than noise. Use more --steps, or a larger --batch-size.";
        return new Spectre.Console.Rows(
            table, new Text(Diverged ? $"Training diverged at {Format.Short(Points[^1].Rate)}. {text}" : text));
    }
}
