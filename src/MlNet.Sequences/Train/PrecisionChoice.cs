using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Chooses the precision of a fit: the requested one, if the device and the network can use it.</summary>
internal static class PrecisionChoice
{
    private static OptionMessage Option => $"{nameof(SequenceTrainerOptions.Precision):option}";

    /// <param name="asked">The requested precision.</param>
    /// <param name="device">The device of the fit.</param>
    /// <param name="hasOwnKernels">Whether our own kernels compute the network's steps there.</param>
    /// <param name="warn">Receives a warning if the result differs or is slow.</param>
    /// <exception cref="NotSupportedException">The libtorch in use has no autocast.</exception>
    internal static TrainingPrecision Resolve(
        TrainingPrecision asked, torch.Device device, bool hasOwnKernels, Action<OptionMessage> warn)
    {
        bool isCpu = device.type == DeviceType.CPU;
        switch (asked)
        {
            case TrainingPrecision.TensorFloat32 when isCpu:
                warn($"{Option} TensorFloat32 requires an NVIDIA GPU: on the CPU everything is computed in float32.");
                return TrainingPrecision.Float32;
            case TrainingPrecision.Bfloat16 when isCpu && hasOwnKernels:
                warn($"{Option} Bfloat16 has no effect: the kernels for recurrent networks on the CPU compute in float32.");
                return TrainingPrecision.Float32;
            case TrainingPrecision.Bfloat16:
                AutocastScope.CheckSupported();
                if (isCpu && Processor.HasBfloat16Tiles == false)
                    warn($"{Option} Bfloat16 is slower than Float32 here: only processors with AMX multiply it " +
                        $"faster, and this one has none.");
                return asked;
            default:
                return asked;
        }
    }
}
