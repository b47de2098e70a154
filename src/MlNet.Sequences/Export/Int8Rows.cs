using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Rounds weights to int8, row by row: each row has its own scale, and 0 stays 0.</summary>
internal static class Int8Rows
{
    /// <summary>The greatest number that int8 has on both sides of 0.</summary>
    internal const int Greatest = 127;

    /// <param name="weights">float32 <c>[…, rows, columns]</c>.</param>
    /// <param name="greatest">The value that a row's maximum is scaled to.</param>
    /// <returns>
    /// int8 in the same shape, and the scales to multiply by, float32 <c>[…, rows, 1]</c>; both belong to the caller's scope.
    /// </returns>
    internal static (torch.Tensor Items, torch.Tensor Scales) Of(torch.Tensor weights, int greatest = Greatest)
    {
        var values = weights.detach().cpu();
        var scales = values.abs().amax([-1], keepdim: true).DividedBy(greatest);
        scales = scales.Filled(scales.IsZero(), 1);                                         // a row of zeros
        return ((values / scales).round().Between(-greatest, greatest).to(torch.ScalarType.Int8), scales);
    }

    /// <summary>A trained weight as in <see cref="Int8Graph"/>: rounded if it belongs to a matrix.</summary>
    internal static torch.Tensor Rounded(TrainedWeight weight)
    {
        if (weight.Value.dim() < 2 || weight.Part == NetworkPart.Head)
            return weight.Value;
        var (items, scales) = Of(weight.Value);
        return items.to(torch.ScalarType.Float32) * scales;
    }
}
