using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Adversarial and virtual adversarial training (Miyato et al. 2017, section 3): the gradients of a batch, and those of a second
/// loss at input vectors that are moved in the direction in which it rises most.
/// </summary>
/// <param name="network">The network, in training mode.</param>
/// <param name="objective">Its objective.</param>
/// <param name="options">The kind of training, the norm and the weight.</param>
/// <param name="call">Computes the network's logits of a batch, float32.</param>
internal sealed class AdversarialPasses(
    SequenceNetwork network, Objective objective, SequenceTrainerOptions options, Func<SequenceBatch, torch.Tensor> call)
{
    // The norm of the random move at which the virtual form measures the divergence's direction (ξ), in the unit of the other:
    // without a move the divergence has no gradient.
    private const double SearchNorm = 0.1;

    private const double LeastDivisor = 1e-30; // so that nothing is divided by 0

    /// <summary>Accumulates the gradients of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="weight">The sum of its answers' weights.</param>
    /// <returns>The batch's loss without a move.</returns>
    internal BatchLoss Add(SequenceBatch batch, double weight)
    {
        var random = network.Random;
        ulong passes = random.NextSeed(), search = random.NextSeed();
        var unit = network.Body.Input.Deviations(batch);                                         // [embedding]
        long[] shape = [batch.Time, batch.Size, unit.shape[0]];
        return options.AdversarialTraining == AdversarialTraining.VirtualAdversarial ? Virtual() : OfLabels();

        BatchLoss OfLabels()
        {
            var start = torch.zeros(shape, device: batch.Device).requires_grad_();
            var loss = LossOf(Logits(start));
            network.Backward(loss.Sum);
            network.Backward(LossOf(Logits(Worst(start))).Sum.Times(options.AdversarialWeight));
            return loss;
        }

        BatchLoss Virtual()
        {
            var logits = Logits(null);
            var loss = LossOf(logits);
            network.Backward(loss.Sum);
            var expected = logits.detach();                                                      // [answers, outputs]
            random.Restart(search);
            var move = Move(random.Uniform(batch.Device, shape).Minus(0.5), SearchNorm).requires_grad_();
            WithoutGradients(() => network.Backward(objective.Divergence(expected, Logits(move)).sum()));
            // Each answer counts alike, whatever the weight of its label. The step divides by the sum of the weights.
            double factor = options.AdversarialWeight * weight / Math.Max(1, expected.shape[0]);
            network.Backward(objective.Divergence(expected, Logits(Worst(move))).sum().Times(factor));
            return loss;
        }

        BatchLoss LossOf(torch.Tensor logits) => objective.Loss(logits, batch.Targets, batch.Weights);

        torch.Tensor Worst(torch.Tensor move) => Move(move.grad! * unit, options.AdversarialNorm);

        // In each sequence's direction, scaled to the norm: [time, batch, embedding].
        torch.Tensor Move(torch.Tensor direction, double norm)
        {
            using var noGradient = torch.no_grad();
            direction = direction * batch.IsStep;
            // Gradients may be so small that their squares are zero.
            direction = direction / torch.maximum(direction, direction.neg()).amax([0, 2], keepdim: true).Plus(LeastDivisor);
            var length = direction.Squared().sum([0L, 2L], keepdim: true).sqrt();                // [1, batch, 1]
            return ((direction / length.Plus(LeastDivisor)).Times(norm) * unit).contiguous();
        }

        torch.Tensor Logits(torch.Tensor? move)
        {
            random.Restart(passes);
            network.Body.Input.Perturbation = move;
            try
            {
                return call(batch);
            }
            finally
            {
                network.Body.Input.Perturbation = null;
            }
        }
    }

    // Only the move gets a gradient.
    private void WithoutGradients(Action pass)
    {
        TrainedWeight[] trained = [.. network.Weights().Where(weight => weight.Value.requires_grad)];
        try
        {
            foreach (var weight in trained)
                weight.Value.requires_grad_(false);
            pass();
        }
        finally
        {
            foreach (var weight in trained)
                weight.Value.requires_grad_(true);
        }
    }
}
