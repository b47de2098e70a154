using Microsoft.ML.OnnxRuntime;

namespace MlNet.Sequences;

/// <summary>Opens models with ONNX Runtime, whose native part is the application's to bring.</summary>
internal static class OnnxSession
{
    /// <exception cref="NativeEngineException">ONNX Runtime's native part is not there.</exception>
    /// <exception cref="OnnxRuntimeException">It can't read the model.</exception>
    internal static InferenceSession Open(byte[] model) => Open(options => new InferenceSession(model, options));

    /// <inheritdoc cref="Open(byte[])"/>
    internal static InferenceSession Open(string path) => Open(options => new InferenceSession(path, options));

    private static InferenceSession Open(Func<SessionOptions, InferenceSession> open)
    {
        try
        {
            OnnxTelemetry.Settle();
            using var options = new SessionOptions
            {
                // One thread computes a batch, and it is the caller's: several batches at once use the cores without threads that
                // wait for each other, and a machine that others use, too, has no spinning ones.
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                // A plan of the memory for each shape is kept for ever, and almost every batch has a shape of its own.
                EnableMemoryPattern = false,
                // What it can't do it throws; the rest would go to the application's stderr.
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            return open(options);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
            || e is TypeInitializationException
            {
                InnerException: DllNotFoundException or EntryPointNotFoundException or BadImageFormatException,
            })
        {
            throw new NativeEngineException(
                "ONNX Runtime's native library can't be loaded, which checks exported models and runs them: add the package " +
                "Microsoft.ML.OnnxRuntime, of the version of Microsoft.ML.OnnxRuntime.Managed or a later one, to the " +
                "application.", e);
        }
    }
}
