using Microsoft.ML.OnnxRuntime;

namespace MlNet.Sequences;

/// <summary>Opens models with ONNX Runtime, whose native library the application must provide.</summary>
internal static class OnnxSession
{
    /// <exception cref="NativeEngineException">ONNX Runtime's native library is missing.</exception>
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
                // The caller's thread computes each batch: several batches at once use the cores without threads that wait for
                // each other, or spin on a shared machine.
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                // A memory plan would be kept forever for each shape, and almost every batch has its own shape.
                EnableMemoryPattern = false,
                // Errors are thrown; other messages would go to the application's stderr.
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
                "ONNX Runtime's native library, which checks and runs exported models, can't be loaded: add the package " +
                "Microsoft.ML.OnnxRuntime, in the version of Microsoft.ML.OnnxRuntime.Managed or later, to the " +
                "application.", e);
        }
    }
}
