using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// Drops single weights instead of features (DropConnect; Wan et al. 2013), with one mask for a whole batch (Merity et al. 2018,
/// "Regularizing and Optimizing LSTM Language Models", section 2). From <see cref="Apply"/> to <see cref="Dispose"/> the weights
/// themselves are masked, so our own kernels and torch's layers need not know of it.
/// </summary>
internal sealed class WeightDropout : IDisposable
{
    private readonly List<(Parameter Weight, torch.Tensor Kept, torch.Tensor Mask, torch.Tensor? Gradient)> _dropped = [];

    private WeightDropout()
    {
    }

    /// <summary>Masks the weights that the body names; null if it names none.</summary>
    /// <param name="body">The body.</param>
    /// <param name="random">The source of the masks.</param>
    internal static WeightDropout? Apply(SequenceBody body, NetworkRandom random)
    {
        if (body.WeightDropout is not { Rate: > 0 } dropout)
            return null;
        var dropped = new WeightDropout();
        try
        {
            foreach (var weight in dropout.Weights)
                dropped.Mask(weight, dropout.Rate, random);
            return dropped;
        }
        catch
        {
            dropped.Dispose();
            throw;
        }
    }

    /// <summary>Restores the weights, and masks the gradients that were added since <see cref="Apply"/>.</summary>
    public void Dispose()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        foreach (var (weight, kept, mask, earlier) in _dropped)
        {
            weight.copy_(kept);
            if (weight.grad is { } gradient)
            {
                gradient.mul_(mask);
                if (earlier is not null)
                    TensorArithmetic.Add(gradient, earlier);
            }

            kept.Dispose();
            mask.Dispose();
            earlier?.Dispose();
        }

        _dropped.Clear();
    }

    private void Mask(Parameter weight, double rate, NetworkRandom random)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var mask = SharedDropout.Mask(weight.device, weight.shape, rate, random);
        // Gradients of earlier batches have masks of their own. They stay in place: they may be views of one array.
        var (kept, earlier, gradient) = (weight.detach().clone(), weight.grad?.clone(), weight.grad);
        _dropped.Add((
            weight, kept.DetachFromDisposeScope(), mask.DetachFromDisposeScope(), earlier?.DetachFromDisposeScope()));
        gradient?.zero_();
        weight.mul_(mask);
    }
}
