using System.Globalization;

namespace MlNet.Sequences.Benchmarks;

/// <summary>The report for people.</summary>
internal static class EpochTable
{
    internal static IEnumerable<string> Lines(EpochReport report)
    {
        var (settings, plain) = (report.Settings, report.Plain);
        string scaled = plain.StepsTimed == plain.StepsPerEpoch
            ? "a whole epoch"
            : $"{plain.StepsTimed} of {plain.StepsPerEpoch} steps, scaled";
        string rounds = report.Rounds.Count == 1 ? "" : $" of {report.Rounds.Count} rounds";
        yield return report.Machine.ToString();
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{settings.Architecture} in {settings.Precision}, {report.Rows:N0} reviews of " +
            $"{report.TokensPerEpoch / report.Rows:F0} tokens, {report.GigaflopsPerEpoch:N0} GFLOP an epoch as the plain " +
            $"formulas count them");
        yield return Rate("float32", report.Float32Rate);
        yield return Rate("bfloat16", report.Bfloat16Rate);
        yield return "";
        yield return $"{"",-44} {"s an epoch",11} {"samples/s",10} {"GFLOP/s",9} {"of limit",9} {"peak MB",8} {"ours is",8}";
        yield return Row($"plain loop, TorchSharp ({scaled})", plain);
        yield return Row("the same, memory and threads as the library's", report.TunedPlain);
        if (report.Pytorch is { } pytorch)
            yield return Row($"plain loop, PyTorch {pytorch.Version} (the same)", pytorch);
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{$"MlNet.Sequences (median of {settings.Epochs} epochs{rounds})",-44} {report.SecondsPerEpoch,11:F1} " +
            $"{report.SamplesPerSecond,10:F0} {report.GigaflopsPerSecond,9:F1} {report.PartOfLimit,9:P1} " +
            $"{report.PeakMemoryMegabytes,8:F0}");
        yield return "";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"The library's memory, MB: peak {Join(report.PeakMegabytesPerEpoch)} before the first step and after each epoch; " +
            $"resident {Join(report.ResidentMegabytesPerEpoch)}");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Validation accuracy after the last epoch {report.ValidationAccuracy:P1}, training loss {report.TrainingLoss:F3}");
        if (report.StepDropout > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The library leaves out {report.StepDropout:P0} of the tokens in training (StepDropout); the GFLOP above " +
                $"count them all. --step-dropout 0 leaves out none.");
    }

    private static string Rate(string type, EpochReport.RateFigures rate) => string.Create(
        CultureInfo.InvariantCulture,
        $"Matrix products in {type}: {rate.Before:F0} GFLOP/s before, {rate.After:F0} after, median {rate.Median:F0}, best " +
        $"{rate.Best:F0}");

    private static string Row(string name, EpochReport.LoopFigures loop) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-44} {loop.SecondsPerEpoch,11:F1} {loop.SamplesPerSecond,10:F0} {loop.GigaflopsPerSecond,9:F1} " +
        $"{loop.PartOfLimit,9:P1} {loop.PeakMemoryMegabytes,8:F0} {$"{loop.RatioToOurs:F1} x",8}");

    private static string Join(IEnumerable<double> values) =>
        string.Join(", ", values.Select(value => value.ToString("F0", CultureInfo.InvariantCulture)));
}
