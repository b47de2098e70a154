using System.Globalization;
namespace MlNet.Sequences.Benchmarks;

/// <summary>The figures of <c>onnx</c>, as <c>--json</c> prints them.</summary>
internal sealed record OnnxReport(
    MachineDescription Machine, string Architecture, int Reviews, int Rounds, IReadOnlyList<OnnxReport.Row> Rows)
{
    /// <param name="Name">torch, or the type of the exported weights.</param>
    /// <param name="Description">What people call it.</param>
    /// <param name="ReviewsPerSecond">From text to probability; the median of the rounds.</param>
    /// <param name="OfTorch">That by torch's of the same round; the median of the rounds.</param>
    /// <param name="ProcessorMilliseconds">Of all processors together, for a review; the median of the rounds.</param>
    /// <param name="Accuracy">The part of the reviews whose class is the one that it finds more probable.</param>
    /// <param name="GreatestDifference">Of a probability to torch's.</param>
    /// <param name="OnnxBytes">The size of the exported network; null for torch.</param>
    /// <param name="ModelBytes">The size of the saved model, text to score.</param>
    /// <param name="PeakMemoryMegabytes">Of the process that scores; the median of the rounds.</param>
    internal sealed record Row(
        string Name, string Description, double ReviewsPerSecond, double OfTorch, double ProcessorMilliseconds, double Accuracy,
        double GreatestDifference, long? OnnxBytes, long ModelBytes, double PeakMemoryMegabytes)
    {
        /// <summary>Its line of the table.</summary>
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"| {Description} | {OnnxBytes / 1e6:F2} | {ModelBytes / 1e6:F2} | {ReviewsPerSecond:N0} | {OfTorch:F2} | " +
            $"{ProcessorMilliseconds:F2} | {Accuracy * 100:F2} % | {GreatestDifference:G2} | {PeakMemoryMegabytes:F0} |");
    }

    internal static OnnxReport Of(
        MachineDescription machine, string architecture, Reviews.Row[] rows, IReadOnlyList<OnnxVariant> variants,
        IReadOnlyDictionary<string, List<ScoringPass>> passes)
    {
        var torch = passes[OnnxVariant.Torch];
        return new(machine, architecture, rows.Length, torch.Count, [.. variants.Select(Measure)]);

        Row Measure(OnnxVariant variant)
        {
            var own = passes[variant.Name];
            float[] probabilities = own[^1].Probabilities, expected = torch[^1].Probabilities;
            if (probabilities.Length != rows.Length)
                throw new FailureException(
                    $"'{variant.Name}' scored {probabilities.Length} of {rows.Length} reviews: this is a defect.");
            return new(
                variant.Name, variant.Description, own.Select(pass => rows.Length / pass.Seconds).Median(),
                own.Zip(torch, (pass, other) => other.Seconds / pass.Seconds).Median(),
                own.Select(pass => 1000 * pass.ProcessorSeconds / rows.Length).Median(),
                probabilities.Zip(rows, (probability, row) => probability > 0.5f == row.Label)
                .Average(isRight => isRight ? 1.0 : 0.0),
                probabilities.Zip(expected, (one, other) => Math.Abs((double)one - other)).Max(),
                variant.OnnxPath is { } path ? new FileInfo(path).Length : null, new FileInfo(variant.ModelPath).Length,
                own.Select(pass => pass.PeakMemoryMegabytes).Median());
        }
    }

    /// <summary>The table for people, in Markdown.</summary>
    internal IEnumerable<string> Table()
    {
        yield return Machine.ToString();
        yield return string.Create(
            CultureInfo.InvariantCulture, $"{Architecture}, {Reviews:N0} reviews, medians of {Rounds} rounds");
        yield return "";
        yield return "| | ONNX file, MB | saved model, MB | reviews a second | of torch's | processor ms a review | accuracy | " +
            "greatest difference of a probability | peak MB |";
        yield return "| --- | --- | --- | --- | --- | --- | --- | --- | --- |";
        foreach (var row in Rows)
            yield return row.ToString();
    }
}
