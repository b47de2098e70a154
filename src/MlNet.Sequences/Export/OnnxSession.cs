using Microsoft.ML.OnnxRuntime;

namespace MlNet.Sequences;

/// <summary>Opens models with ONNX Runtime, whose native part is the application's to bring.</summary>
internal static class OnnxSession
{
    /// <exception cref="NativeEngineException">ONNX Runtime's native part is not there.</exception>
    /// <exception cref="OnnxRuntimeException">It can't read the model.</exception>
    internal static InferenceSession Open(string path) => WithNative("an export is checked with it", () =>
    {
        // A few short sequences: threads that wait for each other would take longer.
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        return new InferenceSession(path, options);
    });

    /// <exception cref="NativeEngineException">ONNX Runtime's native part is not there to run a model that is being loaded.</exception>
    internal static void CheckNative() => WithNative("the model runs in it", () => new SessionOptions()).Dispose();

    private static T WithNative<T>(string why, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
            || e is TypeInitializationException { InnerException: DllNotFoundException or EntryPointNotFoundException or BadImageFormatException })
        {
            throw new NativeEngineException(
                $"ONNX Runtime's native library can't be loaded, and {why}: add the package Microsoft.ML.OnnxRuntime, of the version of " +
                "Microsoft.ML.OnnxRuntime.Managed or a later one, to the application.", e);
        }
    }
}
