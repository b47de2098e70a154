using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A custom loss, which training minimizes instead of the task's. Set it as <c>SequenceTrainerOptions.Loss</c>.
/// </summary>
/// <remarks>
/// <para>
/// The trainer multiplies what the loss returns by the weights of examples and classes, averages it and computes the gradients.
/// The metric "Loss" of each epoch is the mean of this loss over the validation rows. A saved model doesn't need it.
/// </para>
/// <para>
/// A checkpoint identifies the loss by its type, its public properties and its constructor arguments, as far as they are texts,
/// numbers, flags or named values: a fit resumes only with the same loss. Concurrent fits may share an instance, so it must keep
/// no state.
/// </para>
/// </remarks>
public interface ISequenceLoss
{
    /// <summary>Computes the loss of each sequence of a batch.</summary>
    /// <param name="logits">
    /// The network's output, float32: for two classes <c>[batch]</c>, where a logit above 0 means true; for more classes
    /// <c>[batch, classes]</c>; for a number <c>[batch]</c>; for a vector of numbers <c>[batch, width]</c>.
    /// </param>
    /// <param name="targets">
    /// The targets: for two classes 0 or 1, float32 <c>[batch]</c>; for more classes the number of the class from 0, int64
    /// <c>[batch]</c>; for numbers float32 of the shape of the logits, in standard deviations from the mean of the training
    /// labels, as the logits are. If each step has a label, the steps of all sequences take the place of the batch.
    /// </param>
    /// <returns>
    /// The losses, of the shape <c>[batch]</c>, on the same device, computed from the logits by differentiable operations. A
    /// tensor of another shape, without gradient or with NaN ends the fit with an <see cref="InvalidOperationException"/> that
    /// names this type.
    /// </returns>
    torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets);
}
