using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// One owner of a native resource. The resource is freed once every owner is disposed or garbage-collected and every use has
/// ended; later uses throw. Thread-safe.
/// </summary>
/// <remarks>
/// A safe handle, because it counts its uses and has a finalizer. It keeps the resource itself alive until then: its parts may
/// have finalizers, too, which would otherwise run first, or free only half of it.
/// </remarks>
internal sealed class SharedResource<T> : SafeHandle
    where T : class, IDisposable
{
    private readonly Shares _shares;
    private volatile bool _isDisposed; // a safe handle accepts new uses until the last active one ends

    /// <param name="resource">The resource to free.</param>
    /// <param name="bytes">Its native memory, which the garbage collector does not see.</param>
    internal SharedResource(T resource, long bytes)
        : this(new Shares(resource, bytes))
    {
    }

    private SharedResource(Shares shares)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        _shares = shares;
        shares.Add();
        SetHandle(shares.Root);
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>Makes another owner of the same resource.</summary>
    /// <exception cref="ObjectDisposedException">This owner is disposed.</exception>
    internal SharedResource<T> Share()
    {
        using var use = Use();
        return new(_shares);
    }

    /// <summary>Begins a use, which ends when disposed.</summary>
    /// <exception cref="ObjectDisposedException">This owner is disposed.</exception>
    internal ResourceUse Use()
    {
        bool isCounted = false;
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            DangerousAddRef(ref isCounted);
        }
        catch (ObjectDisposedException)
        {
            // Names what the user has disposed, rather than this handle.
            throw new ObjectDisposedException(
                objectName: null,
                "Cannot access a disposed model. Load it again, or dispose it only after the last row is scored.");
        }

        return new(this);
    }

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        base.Dispose(disposing);
    }

    protected override bool ReleaseHandle()
    {
        _shares.Remove();
        return true;
    }

    /// <summary>An active use.</summary>
    internal readonly struct ResourceUse(SharedResource<T> owner) : IDisposable
    {
        internal T Value => owner._shares.Resource;

        public void Dispose() => owner.DangerousRelease();
    }

    private sealed class Shares
    {
        private readonly long _bytes;
        private GCHandle _root;
        private int _count;

        internal Shares(T resource, long bytes)
        {
            (Resource, _bytes, _root) = (resource, Math.Max(1, bytes), GCHandle.Alloc(resource));
            GC.AddMemoryPressure(_bytes);
        }

        internal T Resource { get; }

        internal IntPtr Root => GCHandle.ToIntPtr(_root);

        internal void Add() => Interlocked.Increment(ref _count);

        internal void Remove()
        {
            if (Interlocked.Decrement(ref _count) > 0)
                return;
            _root.Free();
            GC.RemoveMemoryPressure(_bytes);
            Resource.Dispose();
        }
    }
}
