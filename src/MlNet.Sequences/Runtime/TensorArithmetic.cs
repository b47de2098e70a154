using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Arithmetic of tensors with numbers. TorchSharp's own operators pass torch a number (or the 1 that a sum is scaled by) in an
/// object that nothing references: if a garbage collection runs during the call, its finalizer frees the number while torch reads
/// it. These methods keep it alive.
/// </summary>
internal static class TensorArithmetic
{
    private static readonly Scalar Zero = 0L, One = 1L, Two = 2L;

    internal static torch.Tensor Plus(this torch.Tensor tensor, torch.Tensor other) => tensor.add(other, One);

    internal static torch.Tensor Plus(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.add(scalar, One);
    }

    /// <summary>Integers stay integers.</summary>
    internal static torch.Tensor Plus(this torch.Tensor tensor, long number)
    {
        using Scalar scalar = number;
        return tensor.add(scalar, One);
    }

    /// <summary>Integers stay integers.</summary>
    internal static torch.Tensor Minus(this torch.Tensor tensor, long number)
    {
        using Scalar scalar = number;
        return tensor.sub(scalar);
    }

    internal static torch.Tensor Minus(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.sub(scalar);
    }

    internal static torch.Tensor Times(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.mul(scalar);
    }

    internal static torch.Tensor DividedBy(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.div(scalar);
    }

    internal static torch.Tensor Squared(this torch.Tensor tensor) => tensor.pow(Two);

    internal static torch.Tensor IsZero(this torch.Tensor tensor) => tensor.eq(Zero);

    internal static torch.Tensor IsAtLeast(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.ge(scalar);
    }

    internal static torch.Tensor IsAbove(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.gt(scalar);
    }

    internal static torch.Tensor AtMost(this torch.Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.clamp_max(scalar);
    }

    /// <summary>Integers stay integers.</summary>
    internal static torch.Tensor AtMost(this torch.Tensor tensor, long number)
    {
        using Scalar scalar = number;
        return tensor.clamp_max(scalar);
    }

    /// <summary>Replaces integers below 0 by 0.</summary>
    internal static torch.Tensor NotNegative(this torch.Tensor tensor) => tensor.clamp_min(Zero);

    internal static torch.Tensor Between(this torch.Tensor tensor, long least, long greatest)
    {
        using Scalar low = least, high = greatest;
        return tensor.clamp(low, high);
    }

    /// <summary>The tensor with an integer where the mask is true.</summary>
    internal static torch.Tensor Filled(this torch.Tensor tensor, torch.Tensor mask, long number)
    {
        using Scalar scalar = number;
        return tensor.masked_fill(mask, scalar);
    }

    internal static void Add(torch.Tensor sum, torch.Tensor value) => sum.add_(value, One);

    internal static void Add(torch.Tensor sum, torch.Tensor value, double factor)
    {
        using Scalar scale = factor;
        sum.add_(value, scale);
    }

    internal static torch.Tensor Add(torch.Tensor sum, double number)
    {
        using Scalar scalar = number;
        return sum.add_(scalar, One);
    }

    /// <summary>0, 1, … as int64: <c>[count]</c>.</summary>
    internal static torch.Tensor Range(long count, torch.Device device)
    {
        using Scalar end = count;
        return torch.arange(Zero, end, One, dtype: torch.int64, device: device);
    }
}
