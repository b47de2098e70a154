using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// torch's autocast to bfloat16 on the calling thread, which TorchSharp does not expose: the functions of libtorch's C++ API that
/// PyTorch's own context manager calls (torch/amp/autocast_mode.py).
/// </summary>
/// <remarks>
/// Casts of the weights are cached while the scope is open, so the weights must not change in it. Dispose it on the thread that
/// created it.
/// </remarks>
internal sealed unsafe class AutocastScope : IDisposable
{
    private const sbyte BFloat16 = 15; // c10::ScalarType

    private static readonly delegate* unmanaged<sbyte, byte> IsEnabled =
        (delegate* unmanaged<sbyte, byte>)Find(
            "_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE",
            "?is_autocast_enabled@autocast@at@@YA_NW4DeviceType@c10@@@Z");

    private static readonly delegate* unmanaged<sbyte, byte, void> SetEnabled =
        (delegate* unmanaged<sbyte, byte, void>)Find(
            "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb",
            "?set_autocast_enabled@autocast@at@@YAXW4DeviceType@c10@@_N@Z");

    private static readonly delegate* unmanaged<sbyte, sbyte> CastTypeOf =
        (delegate* unmanaged<sbyte, sbyte>)Find(
            "_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE",
            "?get_autocast_dtype@autocast@at@@YA?AW4ScalarType@c10@@W4DeviceType@4@@Z");

    private static readonly delegate* unmanaged<sbyte, sbyte, void> SetCastType =
        (delegate* unmanaged<sbyte, sbyte, void>)Find(
            "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE",
            "?set_autocast_dtype@autocast@at@@YAXW4DeviceType@c10@@W4ScalarType@4@@Z");

    private static readonly delegate* unmanaged<int> Enter =
        (delegate* unmanaged<int>)Find("_ZN2at8autocast17increment_nestingEv", "?increment_nesting@autocast@at@@YAHXZ");

    private static readonly delegate* unmanaged<int> Leave =
        (delegate* unmanaged<int>)Find("_ZN2at8autocast17decrement_nestingEv", "?decrement_nesting@autocast@at@@YAHXZ");

    private static readonly delegate* unmanaged<void> ClearCache =
        (delegate* unmanaged<void>)Find("_ZN2at8autocast11clear_cacheEv", "?clear_cache@autocast@at@@YAXXZ");

    private readonly sbyte _device;
    private readonly byte _wasEnabled;
    private readonly sbyte _formerType;
    private bool _disposed;

    /// <param name="device">The device whose operations are cast.</param>
    /// <exception cref="NotSupportedException">The libtorch in use does not have these functions.</exception>
    internal AutocastScope(DeviceType device)
    {
        CheckSupported();
        _device = (sbyte)device;
        (_wasEnabled, _formerType) = (IsEnabled(_device), CastTypeOf(_device));
        SetCastType(_device, BFloat16);
        SetEnabled(_device, 1);
        _ = Enter();
    }

    /// <exception cref="NotSupportedException">The libtorch in use does not have these functions.</exception>
    internal static void CheckSupported()
    {
        if (IsEnabled is null || SetEnabled is null || CastTypeOf is null || SetCastType is null || Enter is null || Leave is null
            || ClearCache is null)
        {
            OptionMessage message =
                $"{nameof(SequenceTrainerOptions.Precision):option} Bfloat16 needs libtorch's autocast, which the libtorch in " +
                $"'{SequencesRuntime.LibtorchFolder}' does not export under the names of version " +
                $"{SequencesRuntime.LibtorchVersion}. Use that version, or set " +
                $"{nameof(SequenceTrainerOptions.Precision):option} to Float32.";
            throw message.In(new NotSupportedException(message.ToString()));
        }
    }

    /// <summary>Restores the previous state and drops the cached casts of the weights.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (Leave() == 0)
            ClearCache();
        SetEnabled(_device, _wasEnabled);
        SetCastType(_device, _formerType);
    }

    private static void* Find(string itaniumName, string microsoftName) =>
        (void*)NativeLoader.FindInLibtorch(OperatingSystem.IsWindows() ? microsoftName : itaniumName);
}
