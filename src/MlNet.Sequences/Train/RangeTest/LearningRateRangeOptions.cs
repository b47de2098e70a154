using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>Options of a learning-rate range test. The defaults fit most networks and data.</summary>
public sealed record LearningRateRangeOptions
{
    /// <summary>
    /// The first step's learning rate, low enough that the first fifth of the steps change nothing: the fall is measured from
    /// their losses. Above 0 and below <see cref="Highest"/>. Default: 1e-6.
    /// </summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double Lowest { get; init; } = 1e-6;

    /// <summary>
    /// The last step's learning rate, which a test that diverges doesn't reach; above <see cref="Lowest"/>. Default: 1.
    /// </summary>
    public double Highest { get; init; } = 1;

    /// <summary>
    /// The steps from the lowest rate to the highest; 20 or more. Small data are repeated until there are enough. More steps give
    /// each rate more time to show its effect. Default: 100.
    /// </summary>
    [Range(20, int.MaxValue)]
    public int Steps { get; init; } = 100;

    /// <summary>
    /// How slowly the smoothed loss follows the loss: <c>average = s × average + (1 - s) × loss</c>. From 0 to below 1, where 0
    /// is no smoothing; it lags by 1 / (1 - s) steps. Default: 0.9.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double Smoothing { get; init; } = 0.9;

    /// <summary>The test stops when the smoothed loss exceeds its minimum by this factor; above 1. Default: 4.</summary>
    [Range(1, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double DivergenceFactor { get; init; } = 4;

    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(LearningRateRangeOptions), PrintMembers);

    /// <exception cref="ArgumentException">One or more values are out of their range; the message lists every one.</exception>
    internal void Check()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        violations.Above(nameof(Highest), Highest, double.IsFinite(Lowest) ? Math.Max(0, Lowest) : 0);
        violations.ThrowIfAny(nameof(LearningRateRangeOptions));
    }
}
