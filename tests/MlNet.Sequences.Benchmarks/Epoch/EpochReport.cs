namespace MlNet.Sequences.Benchmarks;

/// <summary>What <c>epoch --json</c> prints: medians over the rounds, each round's own figures behind them.</summary>
internal sealed record EpochReport
{
    /// <summary>
    /// How many times faster the library is than the plain loop: the quotient of reviews a second. The median of the rounds.
    /// </summary>
    public required double Ratio { get; init; }

    /// <summary>Training alone, without validation: the median of the epochs of a round, and of the rounds.</summary>
    public required double SecondsPerEpoch { get; init; }

    public required double SamplesPerSecond { get; init; }

    /// <summary>The arithmetic that the plain formulas count (<see cref="Arithmetic"/>) by the second.</summary>
    public required double GigaflopsPerSecond { get; init; }

    /// <summary>That as a part of the matrix products that the machine does in float32; of a run in bfloat16, in that.</summary>
    public required double PartOfLimit { get; init; }

    public required double PeakMemoryMegabytes { get; init; }

    /// <summary>The peak of memory before the first step, then at the end of each epoch; of the last round.</summary>
    public required IReadOnlyList<double> PeakMegabytesPerEpoch { get; init; }

    /// <summary>The resident memory at the end of each epoch; of the last round.</summary>
    public required IReadOnlyList<double> ResidentMegabytesPerEpoch { get; init; }

    /// <summary>After the last epoch, of the last round; null where no row was held out.</summary>
    public required double? ValidationAccuracy { get; init; }

    public required double TrainingLoss { get; init; }

    /// <summary>The rows that an epoch trains on, and that the plain loop's seconds are of.</summary>
    public required long Rows { get; init; }

    public required double TokensPerEpoch { get; init; }

    public required double GigaflopsPerEpoch { get; init; }

    /// <summary>The part of the tokens that the library leaves out in training, though they are counted above.</summary>
    public required double StepDropout { get; init; }

    public required LoopFigures Plain { get; init; }

    /// <summary>The plain loop with memory and waiting threads as the library has them.</summary>
    public required LoopFigures TunedPlain { get; init; }

    /// <summary>Null without <c>--pytorch</c>.</summary>
    public required LoopFigures? Pytorch { get; init; }

    public required RateFigures Float32Rate { get; init; }

    public required RateFigures Bfloat16Rate { get; init; }

    public required ModelSettings Settings { get; init; }

    public required MachineDescription Machine { get; init; }

    public required IReadOnlyList<RoundFigures> Rounds { get; init; }

    /// <summary>A plain loop, scaled from the steps that were timed to the rows of an epoch.</summary>
    internal sealed record LoopFigures(
        double SecondsPerEpoch, double SamplesPerSecond, double GigaflopsPerSecond, double PartOfLimit,
        double PeakMemoryMegabytes,
        int StepsTimed, int StepsPerEpoch, double[] FirstLosses, string Version, string Device, int Threads, double RatioToOurs);

    /// <summary>
    /// Products of matrices in GFLOP/s: medians before and after the epochs, and the median and the best of all.
    /// </summary>
    internal sealed record RateFigures(double Before, double After, double Median, double Best)
    {
        internal static RateFigures Of(IReadOnlyCollection<double> before, IReadOnlyCollection<double> after) =>
            new(before.Median(), after.Median(), before.Concat(after).Median(), before.Concat(after).Max());
    }

    /// <summary>One round.</summary>
    internal sealed record RoundFigures(
        double Ratio, double SecondsPerEpoch, double PlainSecondsPerEpoch, double TunedPlainSecondsPerEpoch,
        double? PytorchSecondsPerEpoch, double PartOfLimit,
        double PeakMemoryMegabytes, RateFigures Float32Rate, RateFigures Bfloat16Rate, IReadOnlyList<OwnEpoch.Epoch> Epochs);
}
