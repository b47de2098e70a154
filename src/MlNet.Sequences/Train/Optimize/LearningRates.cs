namespace MlNet.Sequences;

/// <summary>The learning rate of each step: the highest, times the factor of a schedule.</summary>
internal sealed record LearningRates(ILearningRateSchedule Schedule, double Highest, long TotalSteps)
{
    /// <summary>The rate of a step, from 0.</summary>
    /// <exception cref="InvalidOperationException">A custom schedule failed, or returned an invalid factor.</exception>
    internal double At(long step)
    {
        double factor = Seam.Call(Schedule, "schedule", () => Schedule.FactorAt(step, TotalSteps));
        return double.IsFinite(factor) && factor >= 0 ? Highest * factor
            : throw new InvalidOperationException(FormattableString.Invariant(
            $"The {Seam.NameOf(Schedule, "schedule")} must return a finite factor of 0 or more; it returned {factor} for ") +
            FormattableString.Invariant($"step {step} of {TotalSteps}. ") +
            $"Correct its {nameof(ILearningRateSchedule.FactorAt)}.");
    }
}
