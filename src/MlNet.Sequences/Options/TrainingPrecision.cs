namespace MlNet.Sequences;

/// <summary>
/// The precision of training's products. Weights, their gradients and the optimizer's state are always float32, and so is
/// scoring.
/// </summary>
#pragma warning disable CA1720 // The names are those of the types: that is what is chosen.
public enum TrainingPrecision
{
    /// <summary>
    /// Float32: the default. On a GPU, cuDNN's recurrent kernels still round factors to TensorFloat32, torch's default, unless a
    /// program sets <c>torch.backends.cudnn.allow_tf32</c> to false.
    /// </summary>
    Float32,

    /// <summary>
    /// On NVIDIA GPUs since Ampere, the factors of all products are rounded to 10 bits of mantissa, and summed in float32.
    /// Elsewhere it is <see cref="Float32"/>, with a warning.
    /// </summary>
    TensorFloat32,

    /// <summary>
    /// torch's autocast: linear layers and attention use bfloat16, 7 bits of mantissa in float32's range. On a GPU cuDNN's
    /// recurrent kernels, for which autocast has no bfloat16, use float16. On a CPU it is faster than <see cref="Float32"/> only
    /// on processors with AMX, and warns on others; the recurrent networks' own kernels stay with float32, with a warning.
    /// </summary>
    Bfloat16,
}
