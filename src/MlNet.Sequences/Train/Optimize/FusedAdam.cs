using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Adam's step over weights on the CPU in one pass: torch's separate operations read and write the same memory eight times.
/// </summary>
/// <param name="Beta1">The decay of the mean.</param>
/// <param name="Beta2">The decay of the mean of squares.</param>
/// <param name="Correction">The factor that corrects the root of the squares' mean for its start at 0.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="StepSize">The learning rate, corrected for the mean's start at 0.</param>
/// <param name="Decay">The factor of decoupled weight decay.</param>
/// <param name="GradientDecay">The fraction of the weight that is added to its gradient.</param>
internal readonly unsafe record struct FusedAdam(
    float Beta1, float Beta2, float Correction, float Epsilon, float StepSize, float Decay, float GradientDecay)
{
    // The least work for a thread: some twenty microseconds.
    private const int NumbersInPart = 1 << 15;

    /// <summary>Whether all are contiguous float32 tensors on the CPU.</summary>
    internal static bool CanUpdate(params ReadOnlySpan<torch.Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor.device_type != DeviceType.CPU || tensor.dtype != torch.ScalarType.Float32 || !tensor.is_contiguous())
                return false;
        }

        return true;
    }

    /// <summary>Updates the weights and both means.</summary>
    /// <param name="weight">The weights.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="mean">The mean of gradients.</param>
    /// <param name="square">The mean of their squares.</param>
    /// <param name="decayTarget">What weight decay pulls the weights to; null for 0.</param>
    internal void Update(
        torch.Tensor weight, torch.Tensor gradient, torch.Tensor mean, torch.Tensor square, torch.Tensor? decayTarget)
    {
        float* weights = TensorNumbers.PointerTo(weight), gradients = TensorNumbers.PointerTo(gradient);
        float* means = TensorNumbers.PointerTo(mean), squares = TensorNumbers.PointerTo(square);
        float* targets = decayTarget is null ? null : TensorNumbers.PointerTo(decayTarget);
        var step = this;
        ParallelWork.ForRanges(
            checked((int)weight.numel()), NumbersInPart, torch.get_num_threads(),
            (from, to) => step.Update(
                weights + from, gradients + from, means + from, squares + from, targets == null ? null : targets + from,
                to - from));
        GC.KeepAlive((weight, gradient, mean, square, decayTarget));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Update(float* weights, float* gradients, float* means, float* squares, float* targets, int count)
    {
        int lanes = Vector<float>.Count, i = 0;
        Vector<float> beta1 = new(Beta1), new1 = new(1 - Beta1), beta2 = new(Beta2), new2 = new(1 - Beta2);
        Vector<float> correction = new(Correction), epsilon = new(Epsilon), stepSize = new(StepSize), decay = new(Decay),
            gradientDecay = new(GradientDecay);
        for (; i + lanes <= count; i += lanes)
        {
            var target = targets == null ? Vector<float>.Zero : Vector.Load(targets + i);
            var weight = Vector.Load(weights + i) - target; // the part that decays
            var gradient = Vector.Load(gradients + i) + (gradientDecay * weight);
            var mean = (beta1 * Vector.Load(means + i)) + (new1 * gradient);
            var square = (beta2 * Vector.Load(squares + i)) + (new2 * gradient * gradient);
            Vector.Store(mean, means + i);
            Vector.Store(square, squares + i);
            var distance = (Vector.SquareRoot(square) * correction) + epsilon;
            Vector.Store((weight * decay) - (stepSize * mean / distance) + target, weights + i);
        }

        for (; i < count; i++)
        {
            float target = targets == null ? 0 : targets[i], weight = weights[i] - target;
            float gradient = gradients[i] + (GradientDecay * weight);
            means[i] = (Beta1 * means[i]) + ((1 - Beta1) * gradient);
            squares[i] = (Beta2 * squares[i]) + ((1 - Beta2) * gradient * gradient);
            weights[i] = (weight * Decay) - (StepSize * means[i] / ((MathF.Sqrt(squares[i]) * Correction) + Epsilon)) + target;
        }
    }
}
