using System.Globalization;
using System.Text.RegularExpressions;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Chooses the device to train or score on.</summary>
/// <remarks>
/// A trainer's own option comes first: <c>auto</c> (a GPU where there is one), <c>cpu</c>, <c>cuda</c> (the first GPU) or
/// <c>cuda:N</c>. Without one ML.NET's settings hold, as they do for its own trainers: <c>MLContext.GpuDeviceId</c> null is the
/// CPU, a number is that GPU. Where the GPU that was asked for isn't there, <c>MLContext.FallbackToCpu</c> decides between the
/// CPU and an error.
/// </remarks>
internal static partial class DeviceChoice
{
    private const string Valid =
        "'auto', 'cpu', 'cuda', 'cuda:N' with N the number of a GPU from 0 up, or null to follow MLContext.GpuDeviceId";

    /// <summary>What is wrong with a device option, or null when it is valid. Asks nothing of the native engine.</summary>
    internal static string? Validate(string? option)
        => option is null || Option().IsMatch(option) ? null : $"The device must be {Valid}; it was '{option}'.";

    /// <summary>The device for these settings. Loads the native engine.</summary>
    /// <param name="option">The trainer's own option, or null.</param>
    /// <param name="gpuDeviceId"><c>MLContext.GpuDeviceId</c>.</param>
    /// <param name="fallbackToCpu"><c>MLContext.FallbackToCpu</c>.</param>
    /// <param name="onFallback">Told why the CPU is taken in place of a GPU that was asked for.</param>
    /// <exception cref="ArgumentException">The option is none of the valid ones.</exception>
    /// <exception cref="InvalidOperationException">The GPU isn't there and <paramref name="fallbackToCpu"/> is false.</exception>
    /// <exception cref="NativeEngineException">The native engine can't be loaded.</exception>
    internal static torch.Device Resolve(string? option, int? gpuDeviceId, bool fallbackToCpu, Action<string>? onFallback = null)
    {
        int? gpu = ResolveGpu(option, gpuDeviceId, fallbackToCpu, TorchGpuProbe.Instance, onFallback);
        SequencesRuntime.Load();
        return gpu is { } index ? torch.device(DeviceType.CUDA, index) : torch.device(DeviceType.CPU);
    }

    /// <summary>
    /// The same as the number of a GPU, or null for the CPU. Asks the probe only when a GPU comes into question.
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

    // Three digits: enough for any machine, and short of what an Int32 can't hold.
    [GeneratedRegex(@"\A(auto|cpu|cuda(:[0-9]{1,3})?)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Option();
}
