using System.Globalization;
using System.Text.RegularExpressions;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Chooses the device to train or score on.</summary>
/// <remarks>
/// A trainer's own option comes first: <c>auto</c> (a GPU if there is one), <c>cpu</c>, <c>cuda</c> (the first GPU) or
/// <c>cuda:N</c>. Without one, ML.NET's settings apply, as for its own trainers: <c>MLContext.GpuDeviceId</c> null means the CPU,
/// a number means that GPU. If the requested GPU is not available, <c>MLContext.FallbackToCpu</c> decides between the CPU and an
/// error.
/// </remarks>
internal static partial class DeviceChoice
{
    private const string Valid =
        "'auto', 'cpu', 'cuda', 'cuda:N' with N the number of a GPU from 0 up, or null to follow MLContext.GpuDeviceId";

    /// <summary>What is wrong with a device option, or null when it is valid. Does not use the native engine.</summary>
    internal static string? Validate(string? option)
        => option is null || Option().IsMatch(option) ? null : $"The device must be {Valid}; it was '{option}'.";

    /// <summary>The device for these settings. Loads the native engine.</summary>
    /// <param name="option">The trainer's own option, or null.</param>
    /// <param name="gpuDeviceId"><c>MLContext.GpuDeviceId</c>.</param>
    /// <param name="fallbackToCpu"><c>MLContext.FallbackToCpu</c>.</param>
    /// <param name="onFallback">Receives the reason for using the CPU instead of the requested GPU.</param>
    /// <exception cref="ArgumentException">The option is not valid.</exception>
    /// <exception cref="InvalidOperationException">
    /// The GPU is not available and <paramref name="fallbackToCpu"/> is false.
    /// </exception>
    /// <exception cref="NativeEngineException">The native engine can't be loaded.</exception>
    internal static torch.Device Resolve(string? option, int? gpuDeviceId, bool fallbackToCpu, Action<string>? onFallback = null)
    {
        int? gpu = ResolveGpu(option, gpuDeviceId, fallbackToCpu, TorchGpuProbe.Instance, onFallback);
        SequencesRuntime.Load();
        return gpu is { } index ? torch.device(DeviceType.CUDA, index) : torch.device(DeviceType.CPU);
    }

    /// <summary>
    /// The same, as the number of a GPU, or null for the CPU. Uses the probe only if a GPU is requested.
    /// </summary>
    internal static int? ResolveGpu(
        string? option, int? gpuDeviceId, bool fallbackToCpu, IGpuProbe probe, Action<string>? onFallback = null)
    {
        if (Validate(option) is { } error)
        {
            throw new ArgumentException(error, nameof(option));
        }

        switch (option)
        {
            case null:
                return gpuDeviceId is { } id
                    ? Gpu(id, $"MLContext.GpuDeviceId = {id.ToString(CultureInfo.InvariantCulture)}")
                    : null;
            case "cpu":
                return null;
            case "auto":
                return probe.CountGpus() > 0 ? 0 : null;
            default:
                int index = option == "cuda"
                    ? 0
                    : int.Parse(option.AsSpan("cuda:".Length), NumberStyles.None, CultureInfo.InvariantCulture);
                return Gpu(index, $"the device '{option}'");
        }

        int? Gpu(int index, string asked)
        {
            int count = probe.CountGpus();
            if (index >= 0 && index < count)
            {
                return index;
            }

            string found = count switch
            {
                0 => "no NVIDIA GPU can be used",
                1 => "there is one GPU, number 0",
                _ => string.Create(CultureInfo.InvariantCulture, $"there are {count} GPUs, numbers 0 to {count - 1}"),
            };
            string remedy = count > 0
                ? "name one of them"
                : "add the package TorchSharp-cuda-linux or TorchSharp-cuda-windows in place of the libtorch-cpu package, or " +
                "name the lib "
                    + "folder of a PyTorch with CUDA in " + SequencesRuntime.LibtorchVariable +
                    ", and see that NVIDIA's driver is installed";
            if (!fallbackToCpu)
            {
                throw OptionMessage.Invalid(
                    $"{char.ToUpperInvariant(asked[0])}{asked[1..]} was asked for, but {found}. To use a GPU, {remedy}. To use " +
                    $"the "
                    + $"CPU, set {nameof(SequenceTrainerOptions.Device):option} = \"cpu\" (or \"auto\" to take a GPU only " +
                    $"where there is one), or MLContext.FallbackToCpu = true.");
            }

            onFallback?.Invoke($"The CPU is used: {asked} was asked for, but {found}. To use a GPU, {remedy}.");
            return null;
        }
    }

    // Three digits: enough for any machine, and no overflow of an Int32.
    [GeneratedRegex(@"\A(auto|cpu|cuda(:[0-9]{1,3})?)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Option();
}
