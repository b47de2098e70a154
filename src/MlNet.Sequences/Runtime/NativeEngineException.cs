namespace MlNet.Sequences;

/// <summary>
/// The native engine under TorchSharp (libtorch), or ONNX Runtime's, which checks exports and runs them, can't be loaded: it
/// isn't part of the application, doesn't suit the system, or the folder named for it is wrong.
/// </summary>
/// <remarks>
/// The message says what to add or change, and where the engine was looked for. <see cref="SequencesRuntime.Load"/> throws it,
/// and so does whatever trains, scores or exports.
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
