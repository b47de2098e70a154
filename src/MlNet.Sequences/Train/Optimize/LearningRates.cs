namespace MlNet.Sequences;

/// <summary>The learning rate of each step, as <see cref="LearningRateSchedule"/> describes it.</summary>
internal sealed record LearningRates(LearningRateSchedule Schedule, double Highest, double WarmupFraction, long TotalSteps)
{
    private const double OneCycleStart = 1.0 / 25;
    private const double OneCycleEnd = 1.0 / 250_000;

    /// <summary>The rate of a step, from 0.</summary>
    internal double At(long step) => Schedule switch
    {
        LearningRateSchedule.OneCycle => Highest * OneCycle(step),
        LearningRateSchedule.LinearWarmupAndDecay => Highest * Warmup(step, left => left),
        LearningRateSchedule.CosineDecay => Highest * Warmup(step, left => Cosine(1, 0, 1 - left)),
        _ => Highest,
    };

    private double OneCycle(long step)
    {
        // The top is at the end of the warmup, the bottom at the last step.
        double top = Math.Max(0, WarmupFraction * TotalSteps - 1), last = TotalSteps - 1;
        if (step < top)
            return Cosine(OneCycleStart, 1, step / top);
        return last <= top ? 1 : Cosine(1, OneCycleEnd, (step - top) / (last - top));
    }

    // Up from near 0, then down by what the curve makes of the part of the steps that is left, from 1 to near 0.
    private double Warmup(long step, Func<double, double> curve)
    {
        double warmup = WarmupFraction * TotalSteps;
        return step < warmup
            ? (step + 1) / (warmup + 1)
            : curve((TotalSteps - step) / Math.Max(1, TotalSteps - warmup));
    }

    private static double Cosine(double from, double to, double part) =>
        to + (from - to) / 2 * (1 + Math.Cos(Math.PI * Math.Clamp(part, 0, 1)));
}
