namespace MlNet.Sequences;

/// <summary>
/// What training computes its products in. Weights, their gradients and the optimizer's memory are float32 always, and so is all
/// scoring.
/// </summary>
#pragma warning disable CA1720 // The names are those of the types: that is what is chosen.
public enum TrainingPrecision
{
    /// <summary>
    /// Float32: the default. On a GPU cuDNN's recurrent kernels round what they multiply to TensorFloat32 even so, as torch has
    /// them do unless a program sets <c>torch.backends.cudnn.allow_tf32</c> to false.
    /// </summary>
    Float32,

    /// <summary>
    /// On NVIDIA GPUs from Ampere on, what all products multiply is rounded to 10 bits of mantissa, and summed up in float32.
    /// Elsewhere it is <see cref="Float32"/>, with a warning.
    /// </summary>
    TensorFloat32,

    /// <summary>
    /// torch's autocast: linear layers and attention take and give bfloat16, 7 bits of mantissa in float32's range. On a GPU
    /// cuDNN's recurrent kernels, which autocast has no bfloat16 for, take and give float16. On a CPU it takes a processor with
    /// AMX to be faster than <see cref="Float32"/>, and there is a warning without; the recurrent networks' own kernels stay with
    /// float32, with a warning.
    /// </summary>
    Bfloat16,
}
