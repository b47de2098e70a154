namespace MlNet.Sequences;

/// <summary>
/// The native engine under TorchSharp (libtorch), or ONNX Runtime's, which checks and runs exports, can't be loaded: it isn't
/// part of the application, doesn't suit the system, or the folder named for it is wrong.
/// </summary>
/// <remarks>
/// The message says what to add or change, and where the engine was searched for. Thrown by <see cref="SequencesRuntime.Load"/>
/// and by everything that trains, scores or exports.
/// </remarks>
public sealed class NativeEngineException : Exception
{
    internal NativeEngineException(string message)
        : base(message)
    {
    }

    internal NativeEngineException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
