namespace MlNet.Sequences;

/// <summary>
/// Calibrates the bounds of forecasts on the windows that were held out: by step ahead and target, over all series, in standard
/// deviations of the series.
/// </summary>
internal static class BoundCalibration
{
    // More windows tell little more, and each has a score for each step.
    private const int MostWindows = 4_096;

    /// <summary>What the bounds are widened by; null if there are none, or too few windows to tell.</summary>
    /// <param name="network">The network.</param>
    /// <param name="windows">The windows that were held out.</param>
    internal static ConformalOffsets? Calibrate(TrainedNetwork network, SequenceBuffer windows)
    {
        var objective = (ForecastObjective)network.Objective;
        if (objective.ConfidenceLevel is not { } level || windows.Count == 0)
            return null;
        var sample = Sample(windows);
        float[] logits = new float[sample.Count * objective.Outputs];
        network.Score(sample, logits);
        int width = objective.Width;
        var scores = new ConformalScores(width);
        for (int i = 0; i < sample.Count; i++)
        {
            var own = logits.AsSpan(i * objective.Outputs, objective.Outputs);
            scores.Add(own.Slice(width, width), own.Slice(2 * width, width), sample.TargetsOf(i));
        }

        var offsets = scores.Asymmetric(level);
        return offsets.Lower.Concat(offsets.Upper).All(float.IsFinite) ? offsets : null;
    }

    private static SequenceBuffer Sample(SequenceBuffer windows)
    {
        if (windows.Count <= MostWindows)
            return windows;
        var sample = new SequenceBuffer(windows.Input, windows.Target);
        for (long i = 0; i < MostWindows; i++)
            sample.Add(windows, (int)(i * windows.Count / MostWindows));
        return sample;
    }
}
