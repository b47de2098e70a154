namespace MlNet.Sequences;

/// <summary>
/// A thread that computes with the engine until disposed, on the same thread: single-threaded, and undisturbed by signals.
/// </summary>
internal sealed class EngineThread : IDisposable
{
    private readonly SignalScope _signals = new();
    private readonly ThreadScope _alone = new(1);

    public void Dispose()
    {
        _alone.Dispose();
        _signals.Dispose();
    }
}
