namespace MlNet.Sequences;

/// <summary>The library's own schedules, described in <see cref="LearningRateSchedule"/>.</summary>
internal static class LearningRateSchedules
{
    /// <summary>The options' schedule: a custom one, or the named one.</summary>
    internal static ILearningRateSchedule Of(SequenceTrainerOptions options) =>
        options.Schedule ?? Of(options.LearningRateSchedule, options.WarmupFraction);

    internal static ILearningRateSchedule Of(LearningRateSchedule schedule, double warmupFraction) => schedule switch
    {
        LearningRateSchedule.OneCycle => new OneCycle(warmupFraction),
        LearningRateSchedule.LinearWarmupAndDecay => new WarmupAndDecay(warmupFraction, left => left),
        LearningRateSchedule.CosineDecay => new WarmupAndDecay(warmupFraction, left => Cosine(1, 0, 1 - left)),
        _ => new Constant(),
    };

    private static double Cosine(double from, double to, double part) =>
        to + (from - to) / 2 * (1 + Math.Cos(Math.PI * Math.Clamp(part, 0, 1)));

    private sealed class Constant : ILearningRateSchedule
    {
        public double FactorAt(long stepsDone, long totalSteps) => 1;
    }

    private sealed class OneCycle(double warmupFraction) : ILearningRateSchedule
    {
        private const double Start = 1.0 / 25;
        private const double End = 1.0 / 250_000;

        public double FactorAt(long stepsDone, long totalSteps)
        {
            // The highest rate is at the end of the warmup, the lowest at the last step.
            double top = Math.Max(0, warmupFraction * totalSteps - 1), last = totalSteps - 1;
            if (stepsDone < top)
                return Cosine(Start, 1, stepsDone / top);
            return last <= top ? 1 : Cosine(1, End, (stepsDone - top) / (last - top));
        }
    }

    // Up from near 0, then down by the curve of the remaining fraction of steps, from 1 to near 0.
    private sealed class WarmupAndDecay(double warmupFraction, Func<double, double> curve) : ILearningRateSchedule
    {
        public double FactorAt(long stepsDone, long totalSteps)
        {
            double warmup = warmupFraction * totalSteps;
            return stepsDone < warmup
                ? (stepsDone + 1) / (warmup + 1)
                : curve((totalSteps - stepsDone) / Math.Max(1, totalSteps - warmup));
        }
    }
}
