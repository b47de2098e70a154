using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Chooses the precision of a fit: what was asked for, where the device and the network can make use of it.</summary>
internal static class PrecisionChoice
{
    /// <param name="asked">The option.</param>
    /// <param name="device">Where the fit computes.</param>
    /// <param name="hasOwnKernels">Whether the network's steps are computed by kernels of our own there.</param>
    /// <param name="warn">Told where the answer is another, or slow.</param>
    /// <exception cref="NotSupportedException">The libtorch in use has no autocast.</exception>
    internal static TrainingPrecision Resolve(
        TrainingPrecision asked, torch.Device device, bool hasOwnKernels, Action<string> warn)
    {
        bool isCpu = device.type == DeviceType.CPU;
        switch (asked)
        {
            case TrainingPrecision.TensorFloat32 when isCpu:
                warn("Precision TensorFloat32 is of NVIDIA's GPUs: on the CPU all is computed in float32.");
                return TrainingPrecision.Float32;
            case TrainingPrecision.Bfloat16 when isCpu && hasOwnKernels:
                warn("Precision Bfloat16 has no effect: the kernels for recurrent networks on the CPU compute in float32.");
                return TrainingPrecision.Float32;
            case TrainingPrecision.Bfloat16:
                AutocastScope.CheckSupported();
                if (isCpu && Processor.HasBfloat16Tiles == false)
                    warn("Precision Bfloat16 is slower than Float32 here: this processor has no AMX, which alone multiplies it " +
                        "faster.");
                return asked;
            default:
                return asked;
        }
    }
}
