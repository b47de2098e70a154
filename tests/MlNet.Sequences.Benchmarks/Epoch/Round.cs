namespace MlNet.Sequences.Benchmarks;

/// <summary>One measurement of all: the machine's rate, the plain loops, the library, and the machine's rate again.</summary>
/// <param name="Float32">The rates of matrix products before and after.</param>
/// <param name="Bfloat16">The same in bfloat16.</param>
/// <param name="Plain">The plain loop.</param>
/// <param name="TunedPlain">The plain loop with the library's treatment of memory and threads.</param>
/// <param name="Pytorch">The script, where it was asked for.</param>
/// <param name="Own">The library.</param>
internal sealed record Round(
    (double[] Before, double[] After) Float32, (double[] Before, double[] After) Bfloat16, LoopResult Plain,
    LoopResult TunedPlain, LoopResult? Pytorch, OwnEpoch.Result Own)
{
    internal double OwnSeconds => Own.Epochs.Select(epoch => epoch.Seconds).Median();

    internal double OwnSamplesPerSecond => Own.Rows / OwnSeconds;

    internal double Float32Rate => Float32.Before.Concat(Float32.After).Median();

    internal double Bfloat16Rate => Bfloat16.Before.Concat(Bfloat16.After).Median();

    internal double Ratio => RatioTo(Plain);

    /// <summary>How many times faster the library is than a loop.</summary>
    internal double RatioTo(LoopResult loop) => OwnSamplesPerSecond / (loop.Samples / loop.Seconds);

    /// <summary>Puts the rounds together.</summary>
    /// <param name="rounds">One or more.</param>
    /// <param name="settings">The network.</param>
    /// <param name="lengths">The tokens of each review.</param>
    internal static EpochReport Report(IReadOnlyList<Round> rounds, ModelSettings settings, IReadOnlyCollection<int> lengths)
    {
        double operations = Arithmetic.PerReview(settings, lengths) / 1e9;
        var last = rounds[^1];
        var epoch = last.Own.Epochs[^1];
        return new()
        {
            Ratio = rounds.Select(round => round.Ratio).Median(),
            SecondsPerEpoch = rounds.Select(round => round.OwnSeconds).Median(),
            SamplesPerSecond = rounds.Select(round => round.OwnSamplesPerSecond).Median(),
            GigaflopsPerSecond = rounds.Select(round => round.OwnSamplesPerSecond * operations).Median(),
            PartOfLimit = rounds.Select(round => PartOfLimit(round, round.OwnSamplesPerSecond)).Median(),
            PeakMemoryMegabytes = rounds.Select(round => round.Own.PeakMegabytes).Median(),
            PeakMegabytesPerEpoch = [last.Own.StartPeakMegabytes, .. last.Own.Epochs.Select(epoch => epoch.PeakMegabytes)],
            ResidentMegabytesPerEpoch = [.. last.Own.Epochs.Select(epoch => epoch.ResidentMegabytes)],
            ValidationAccuracy = epoch.ValidationAccuracy,
            TrainingLoss = epoch.TrainingLoss,
            Rows = last.Own.Rows,
            TokensPerEpoch = last.Own.Rows * lengths.Average(),
            GigaflopsPerEpoch = last.Own.Rows * operations,
            StepDropout = settings.StepDropoutFor(last.Own.Rows),
            Plain = Loop(round => round.Plain)!,
            TunedPlain = Loop(round => round.TunedPlain)!,
            Pytorch = Loop(round => round.Pytorch),
            Float32Rate = Rate(round => round.Float32),
            Bfloat16Rate = Rate(round => round.Bfloat16),
            Settings = settings,
            Machine = MachineDescription.OfThis(),
            Rounds =
            [
                .. rounds.Select(round => new EpochReport.RoundFigures(
                    round.Ratio, round.OwnSeconds, Seconds(round, round.Plain), Seconds(round, round.TunedPlain),
                    round.Pytorch is { } loop ? Seconds(round, loop) : null,
                    PartOfLimit(round, round.OwnSamplesPerSecond), round.Own.PeakMegabytes,
                    EpochReport.RateFigures.Of(round.Float32.Before, round.Float32.After),
                    EpochReport.RateFigures.Of(round.Bfloat16.Before, round.Bfloat16.After), round.Own.Epochs)),
            ],
        };

        double PartOfLimit(Round round, double samplesPerSecond) =>
            samplesPerSecond * operations / (
                settings.Precision == TrainingPrecision.Bfloat16 ? round.Bfloat16Rate : round.Float32Rate);

        EpochReport.RateFigures Rate(Func<Round, (double[] Before, double[] After)> of) =>
            EpochReport.RateFigures.Of(
                [.. rounds.SelectMany(round => of(round).Before)], [.. rounds.SelectMany(round => of(round).After)]);

        EpochReport.LoopFigures? Loop(Func<Round, LoopResult?> of)
        {
            if (of(last) is not { } loop)
                return null;
            double Over(Func<Round, LoopResult, double> value) => rounds.Select(round => value(round, of(round)!)).Median();
            return new(
                Over(Seconds), Over((_, result) => result.Samples / result.Seconds),
                Over((_, result) => result.Samples / result.Seconds * operations),
                Over((round, result) => PartOfLimit(round, result.Samples / result.Seconds)),
                Over((_, result) => result.PeakMemoryMegabytes),
                loop.StepsTimed, loop.StepsPerEpoch, loop.FirstLosses, loop.Version, loop.Device, loop.Threads,
                Over((round, result) => round.RatioTo(result)));
        }
    }

    private static double Seconds(Round round, LoopResult loop) => round.Own.Rows * loop.Seconds / loop.Samples;
}
