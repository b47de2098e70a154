using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>What a network reads of a batch of windows; the tensors belong to the caller's dispose scope.</summary>
/// <param name="Targets">The scaled targets without gaps, <c>[batch × targets, window]</c>.</param>
/// <param name="Center">What was subtracted from each, <c>[batch × targets, 1]</c>.</param>
/// <param name="Scale">What each was then divided by, <c>[batch × targets, 1]</c>; null for 1.</param>
internal sealed record ForecastInputs(torch.Tensor Targets, torch.Tensor Center, torch.Tensor? Scale)
{
    // Below this fraction of a series' deviation, a window is flat.
    private const double LeastScale = 1e-4;

    // The interquartile range of a normal distribution, in standard deviations.
    private const double QuartilesApart = 1.349;

    /// <summary>The other numbers of the window, <c>[batch, window, covariates]</c>; null if there are none.</summary>
    internal torch.Tensor? Past { get; private init; }

    /// <summary>What is known of the horizon, <c>[batch, horizon, known]</c>; null if there is nothing.</summary>
    internal torch.Tensor? Known { get; private init; }

    /// <summary>What never changes, <c>[batch, static]</c>; null if there is nothing.</summary>
    internal torch.Tensor? Static { get; private init; }

    internal static ForecastInputs Of(SequenceBatch batch, ForecastArchitecture settings)
    {
        var (size, steps, channels) = (batch.Size, settings.ExampleSteps, settings.Channels);
        using var scope = torch.NewDisposeScope();
        // A row of padding follows each example.
        var numbers = torch.empty(size, steps + 1, channels, dtype: torch.float32);
        var values = MemoryMarshal.Cast<byte, float>(numbers.bytes);
        batch.Packed.Values.AsSpan(channels, values.Length).CopyTo(values);
        for (int i = 0; i < size; i++)
            Fill(values.Slice(i * (steps + 1) * channels, steps * channels), settings);
        numbers = DeviceMemory.Send(numbers, batch.Device);
        var window = numbers.narrow(1, 0, settings.WindowSize);                                // [batch, window, channels]
        var targets = window.narrow(2, 0, settings.Targets).transpose(1, 2)
            .reshape((long)size * settings.Targets, settings.WindowSize);                      // [batch × targets, window]
        var (center, scale) = ScaleOf(targets, settings.Scaling);
        targets = targets - center;
        if (scale is not null)
            targets = targets / scale;
        int others = settings.Targets + settings.PastNumbers;
        return new ForecastInputs(Out(targets), Out(center), scale is null ? null : Out(scale))
        {
            Past = settings.Covariates == 0 ? null
                : Out(window.narrow(2, settings.Targets, settings.Covariates).contiguous()),
            Known = settings.KnownNumbers == 0 ? null
                : Out(numbers.narrow(1, settings.WindowSize, settings.Horizon).narrow(2, others, settings.KnownNumbers)
                    .contiguous()),
            Static = settings.StaticNumbers == 0 ? null
                : Out(window.select(1, settings.WindowSize - 1).narrow(1, others + settings.KnownNumbers, settings.StaticNumbers)
                    .contiguous()),
        };

        static torch.Tensor Out(torch.Tensor tensor) => tensor.MoveToOuterDisposeScope();
    }

    /// <summary>Forecasts in the targets' own units.</summary>
    /// <param name="forecasts"><c>[batch × targets, values × horizon]</c>.</param>
    internal torch.Tensor Unscale(torch.Tensor forecasts) => (Scale is null ? forecasts : forecasts * Scale).Plus(Center);

    private static (torch.Tensor Center, torch.Tensor? Scale) ScaleOf(torch.Tensor targets, ForecastScaling scaling)
    {
        long steps = targets.shape[1];
        switch (scaling)
        {
            case ForecastScaling.LastValue:
                return (targets.narrow(1, steps - 1, 1), null);
            case ForecastScaling.MeanAndDeviation:
                var mean = targets.mean([1], keepdim: true);
                return (mean, (targets - mean).Squared().mean([1], keepdim: true).sqrt().Plus(LeastScale));
            case ForecastScaling.Robust:
                var sorted = targets.sort(1).Values;
                var (low, high) = (At(sorted, 0.25), At(sorted, 0.75));
                return (At(sorted, 0.5), (high - low).DividedBy(QuartilesApart).Plus(LeastScale));
            default:
                return (torch.zeros([targets.shape[0], 1], dtype: torch.float32, device: targets.device), null);
        }

        torch.Tensor At(torch.Tensor sorted, double quantile) => sorted.narrow(1, (long)(quantile * (steps - 1)), 1);
    }

    // A missing target is the one before it, or else the first one there is; other missing numbers are their mean, 0.
    private static void Fill(Span<float> example, ForecastArchitecture settings)
    {
        int channels = settings.Channels;
        if (!example.Contains(float.NaN))
            return;
        for (int channel = 0; channel < channels; channel++)
        {
            float before = 0;
            if (channel < settings.Targets)
            {
                for (int at = channel; at < settings.WindowSize * channels; at += channels)
                {
                    if (float.IsNaN(example[at]))
                        continue;
                    before = example[at];
                    break;
                }
            }

            for (int at = channel; at < example.Length; at += channels)
            {
                if (float.IsNaN(example[at]))
                    example[at] = before;
                else if (channel < settings.Targets)
                    before = example[at];
            }
        }
    }
}
