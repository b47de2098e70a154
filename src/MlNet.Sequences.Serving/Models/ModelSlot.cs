namespace MlNet.Sequences.Serving;

/// <summary>A name and version, and the model that answers for it now.</summary>
internal sealed class ModelSlot(ModelLocation location) : IDisposable
{
    private volatile ServedModel? _current;
    private FileStamp? _tried; // the file that was loaded last, or failed to be

    internal string Name => location.Name;

    internal int Version => location.Version;

    internal string Path => location.Path;

    /// <summary>The model; null until it is loaded.</summary>
    internal ServedModel? Current => _current;

    /// <summary>Why the file that lies there now is not served; null if it is.</summary>
    internal string? LastError { get; private set; }

    /// <summary>The current model, kept until it is released; null until one is loaded.</summary>
    internal ServedModel? Use()
    {
        while (_current is { } model)
        {
            if (model.TryUse())
                return model;
        }

        return null;
    }

    /// <summary>Loads the file and serves it instead of the current model. If that fails, the current one stays.</summary>
    /// <inheritdoc cref="ServedModel.Load" path="/exception"/>
    internal void Load(CancellationToken cancellationToken)
    {
        try
        {
            _tried = FileStamp.Of(Path);
            (var model, _tried) = ServedModel.Load(Name, Path, cancellationToken);
            LastError = null;
            Interlocked.Exchange(ref _current, model)?.Release();
        }
        catch (Exception e)
        {
            LastError = e.Message;
            throw;
        }
    }

    /// <summary>Whether another file lies there than the one that was loaded, or could not be.</summary>
    internal bool HasNewFile()
    {
        try
        {
            return FileStamp.Of(Path) != _tried;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Between two moves there is none; the loaded model still serves.
        }
    }

    public void Dispose() => Interlocked.Exchange(ref _current, null)?.Release();
}
