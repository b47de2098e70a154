using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Calls a user's loss, and checks what it returns.</summary>
internal static class CustomLoss
{
    // Logits are copied into tensors in parts, so that those of long texts are not in memory twice.
    private const int EvaluatedTogether = 4_096;

    /// <summary>The losses of a batch.</summary>
    /// <exception cref="InvalidOperationException">
    /// The loss failed, or did not return a loss for each answer.
    /// </exception>
    internal static torch.Tensor Compute(ISequenceLoss loss, torch.Tensor logits, torch.Tensor targets)
    {
        bool learns = torch.is_grad_enabled() && logits.requires_grad;
        var losses = Seam.Call(loss, "loss", () => loss.Compute(logits, targets));
        long answers = logits.shape[0];
        if (losses is null)
            throw Wrong("a tensor", "null");
        if (losses.dim() != 1 || losses.shape[0] != answers)
            throw Wrong(
                $"a loss for each sequence of the batch, of the shape [{answers}]",
                $"the shape [{string.Join(", ", losses.shape)}] for logits of [{string.Join(", ", logits.shape)}]");
        if (!losses.is_floating_point() || losses.device.type != logits.device.type)
            throw Wrong($"floating-point numbers on {logits.device}", $"{losses.dtype} on {losses.device}");
        if (learns && !losses.requires_grad)
            throw Wrong("losses that are computed from the logits by differentiable operations", "a tensor without gradient");
        return losses.to(torch.float32);

        InvalidOperationException Wrong(string rule, string received) => new(
            $"The {Seam.NameOf(loss, "loss")} must return {rule}; it returned {received}. Correct its " +
            $"{nameof(ISequenceLoss.Compute)}.");
    }

    /// <summary>The mean loss of rows, by weight.</summary>
    /// <exception cref="InvalidOperationException">
    /// The loss failed, or did not return a number for each answer.
    /// </exception>
    internal static double Mean(Objective objective, float[] logits, float[] labels, float[] weights)
    {
        double sum = 0;
        int outputs = objective.Outputs, width = labels.Length / Math.Max(1, weights.Length);
        using var noGradient = torch.no_grad();
        for (int start = 0; start < weights.Length; start += EvaluatedTogether)
        {
            using var scope = torch.NewDisposeScope();
            int count = Math.Min(EvaluatedTogether, weights.Length - start);
            var some = torch.tensor(logits.AsSpan(start * outputs, count * outputs).ToArray());
            var targets = torch.tensor(labels.AsSpan(start * width, count * width).ToArray());
            targets = width == 1 ? targets : targets.view(count, width);
            float[] losses = [.. objective.Losses(some.view(count, outputs), targets).data<float>()];
            for (int i = 0; i < count; i++)
            {
                if (!float.IsFinite(losses[i]) && float.IsFinite(logits[(start + i) * outputs]))
                    throw new InvalidOperationException(
                        $"The {Seam.NameOf(objective.CustomLoss!, "loss")} must return numbers; it returned " +
                        FormattableString.Invariant($"{losses[i]} for validation row {start + i}. ") +
                        $"Correct its {nameof(ISequenceLoss.Compute)}, or look for extreme numbers in the data.");
                sum += weights[i + start] > 0 ? (double)weights[i + start] * losses[i] : 0;
            }
        }

        return sum / weights.Sum(weight => (double)weight);
    }
}
