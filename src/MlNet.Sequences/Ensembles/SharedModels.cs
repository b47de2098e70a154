using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>The models of an ensemble and its copies, which are disposed with the last of them.</summary>
internal sealed class SharedModels(IReadOnlyList<ITransformer> models)
{
    private int _owners;

    /// <summary>Makes an owner of the models.</summary>
    internal Owner Own()
    {
        Interlocked.Increment(ref _owners);
        return new(this);
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _owners) > 0)
            return;
        foreach (var model in models)
            (model as IDisposable)?.Dispose();
    }

    internal sealed class Owner(SharedModels shared) : IDisposable
    {
        private int _isDisposed;

        internal SharedModels Models => shared;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                shared.Release();
        }
    }
}
