using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>
/// The saved settings of a network that forecasts: a window of steps in, the steps of a horizon out.
/// <see cref="ForecastOptions"/> says what each means.
/// </summary>
/// <remarks>
/// A step has, in this order, the targets, the numbers known only in the past, those whose future is known, and those that never
/// change. Each target is forecast on its own, with the same weights.
/// </remarks>
internal abstract record ForecastArchitecture : NetworkArchitecture
{
    /// <summary>The most steps of a window or a horizon.</summary>
    internal const int MostSteps = 1 << 20;

    [Range(1, MostSteps)]
    public int WindowSize { get; init; }

    [Range(1, MostSteps)]
    public int Horizon { get; init; }

    [Range(1, MostSteps)]
    public int Targets { get; init; } = 1;

    [Range(0, MostSteps)]
    public int PastNumbers { get; init; }

    [Range(0, MostSteps)]
    public int KnownNumbers { get; init; }

    [Range(0, MostSteps)]
    public int StaticNumbers { get; init; }

    public ForecastScaling Scaling { get; init; }

    /// <summary>The forecasts of each target and step: 1, or 3 with bounds (the forecast, the lower and the upper).</summary>
    [Range(1, 3)]
    public int Values { get; init; } = 1;

    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double Dropout { get; init; }

    /// <summary>The numbers of a step.</summary>
    internal int Channels => Targets + PastNumbers + KnownNumbers + StaticNumbers;

    /// <summary>The numbers beside the targets that change over the window.</summary>
    internal int Covariates => PastNumbers + KnownNumbers;

    /// <summary>The steps of an example: the window, and the horizon if something about it is known.</summary>
    internal int ExampleSteps => WindowSize + (KnownNumbers > 0 ? Horizon : 0);

    internal sealed override bool ReadsNumbers => true;

    internal sealed override string EmbeddingOption => nameof(ForecastOptions.InputColumnName);

    internal sealed override IReadOnlyList<string> ShapingSettings =>
        [.. ModelParts<NetworkArchitecture>.Settings(this).Keys];

    internal sealed override int InputWidth => Channels;

    internal sealed override Int128 StateWidth => (Int128)Horizon * Targets * Values;

    internal override void AddCrossViolations(OptionViolations violations)
    {
        if (StateWidth > int.MaxValue)
            violations.Add(
                nameof(Horizon), $"must not make more forecasts of a row than {int.MaxValue}", $"{Horizon} steps of {Targets}",
                $"forecast fewer steps");
    }
}
