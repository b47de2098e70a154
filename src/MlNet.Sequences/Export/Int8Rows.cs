using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Rounds weights to whole numbers of a byte, row by row: each row has a scale of its own, and 0 stays 0.</summary>
internal static class Int8Rows
{
    /// <summary>The greatest number that a byte has on both sides of 0.</summary>
    internal const int Greatest = 127;

    /// <param name="weights">float32 <c>[…, rows, columns]</c>.</param>
    /// <param name="greatest">What the greatest number of a row becomes.</param>
    /// <returns>int8 in the same shape, and what it is to be multiplied by, float32 <c>[…, rows, 1]</c>; the caller's scope has
    /// both.</returns>
    internal static (torch.Tensor Items, torch.Tensor Scales) Of(torch.Tensor weights, int greatest = Greatest)
    {
        var values = weights.detach().cpu();
        var scales = values.abs().amax([-1], keepdim: true).DividedBy(greatest);
        scales = scales.Filled(scales.IsZero(), 1);                                         // a row of zeros
        return ((values / scales).round().Between(-greatest, greatest).to(torch.ScalarType.Int8), scales);
    }

    /// <summary>A trained weight as <see cref="Int8Graph"/> leaves it: rounded where it is one of many.</summary>
    internal static torch.Tensor Rounded(TrainedWeight weight)
    {
        if (weight.Value.dim() < 2 || weight.Part == NetworkPart.Head)
            return weight.Value;
        var (items, scales) = Of(weight.Value);
        return items.to(torch.ScalarType.Float32) * scales;
    }
}
