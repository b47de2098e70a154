using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MlNet.Sequences;

/// <summary>
/// The windows of series, each with the steps that follow it as its target. A window is a place in a series: nothing of it is
/// copied.
/// </summary>
internal sealed class ForecastWindows
{
    private readonly ForecastArchitecture _network;

    private ForecastWindows(ForecastArchitecture network)
    {
        _network = network;
        Labels = new WindowLabels(network.Horizon * network.Targets);
        var input = new SequenceInput(0, network.Channels);
        (Training, Validation) = (new(input, Labels.Shape), new(input, Labels.Shape));
    }

    /// <summary>The windows to train on.</summary>
    internal SequenceBuffer Training { get; }

    /// <summary>The windows to validate with: all that follows them is held out.</summary>
    internal SequenceBuffer Validation { get; }

    internal LabelEncoder Labels { get; }

    /// <summary>How the series are scaled.</summary>
    internal required SeriesScales Scales { get; init; }

    /// <summary>The SHA-256 of the series and what is held out of them.</summary>
    internal string Digest { get; private set; } = "";

    /// <summary>Makes the windows of all series.</summary>
    /// <param name="set">The series.</param>
    /// <param name="network">The window and the horizon.</param>
    /// <param name="fraction">The fraction of each series to hold out at its end.</param>
    /// <param name="gap">The steps between what is trained on and what is held out.</param>
    /// <exception cref="InvalidOperationException">No series is long enough.</exception>
    internal static ForecastWindows Of(SeriesSet set, ForecastArchitecture network, double fraction, int gap)
    {
        ForecastSplit[] splits = [.. set.Series.Select(series => ForecastSplit.Of(series.Steps, network, fraction, gap))];
        var windows = new ForecastWindows(network)
        {
            Scales = SeriesScales.Of(set, [.. splits.Select(split => split.TrainingEnd)], network),
        };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < splits.Length; i++)
        {
            var (series, split) = (set.Series[i], splits[i]);
            windows.Add(windows.Training, series, windows.Scales.Targets[i], 0, network.WindowSize, split.TrainingEnd);
            windows.Add(
                windows.Validation, series, windows.Scales.Targets[i], Math.Max(0, split.ValidationStart - network.WindowSize),
                split.ValidationStart, series.Steps);
            hash.AppendData(MemoryMarshal.AsBytes<int>([series.Steps, split.TrainingEnd, split.ValidationStart]));
            hash.AppendData(MemoryMarshal.AsBytes(series.Values));
        }

        windows.Digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        return windows.Training.Count > 0 ? windows : throw OptionMessage.Invalid(
            $"A series must be as long as {nameof(ForecastOptions.WindowSize):option} ({network.WindowSize}) and " +
            $"{nameof(ForecastOptions.Horizon):option} ({network.Horizon}) together, and have values there; the longest of " +
            $"{set.Series.Count} series has {set.Series.Select(series => series.Steps).DefaultIfEmpty().Max()} steps. Give " +
            $"longer series, or shorten the window or the horizon.");
    }

    // The windows whose horizons begin at a step or later and end before another; what they read begins no earlier than first.
    private void Add(SequenceBuffer buffer, TimeSeries series, SeriesScale scale, int first, int from, int to)
    {
        int count = to - from - _network.Horizon + 1, channels = series.Channels, own = _network.Targets;
        if (count <= 0)
            return;
        var steps = series.Values[(first * channels)..(to * channels)];
        float[] scaled = new float[steps.Length], targets = new float[steps.Length / channels * own];
        Scales.Apply(scale, steps, scaled);
        for (int step = 0; step < targets.Length / own; step++)
            scaled.AsSpan(step * channels, own).CopyTo(targets.AsSpan(step * own));
        var (values, ahead) = buffer.AddShared(scaled, targets);
        int[]? known = CountKnown(targets, own);
        for (int start = from - first; start < from - first + count; start++)
        {
            bool hasBoth = known is null || (known[start] > known[start - _network.WindowSize]
                && known[start + _network.Horizon] > known[start]);
            if (hasBoth)
                buffer.AddWindow(
                    values with
                    {
                        Start = values.Start + ((start - _network.WindowSize) * channels),
                        Length = _network.ExampleSteps * channels,
                    },
                    ahead with { Start = ahead.Start + (start * own), Length = _network.Horizon * own });
        }
    }

    // How many targets before each step are known; null if all are.
    private static int[]? CountKnown(ReadOnlySpan<float> targets, int own)
    {
        if (!targets.Contains(float.NaN))
            return null;
        int[] counts = new int[(targets.Length / own) + 1];
        for (int step = 0; step + 1 < counts.Length; step++)
        {
            var numbers = targets.Slice(step * own, own);
            counts[step + 1] = counts[step] + own - numbers.Count(float.NaN);
        }

        return counts;
    }
}
