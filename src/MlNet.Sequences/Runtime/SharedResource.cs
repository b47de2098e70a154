using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// One owner of a native resource. The resource is freed once every owner is disposed or garbage-collected and every use that has
/// begun is over; a use that begins later throws. Safe to call from many threads at once.
/// </summary>
/// <remarks>
/// A safe handle, because it counts its uses and has a finalizer. The resource itself is kept alive until then: what it is made
/// of may have finalizers, too, and these would run first, or free only half of it.
/// </remarks>
internal sealed class SharedResource<T> : SafeHandle
    where T : class, IDisposable
{
    private readonly Shares _shares;
    private volatile bool _isDisposed; // a safe handle takes new uses until the last one that has begun is over

    /// <param name="resource">What to free.</param>
    /// <param name="bytes">The native memory that it takes, which the garbage collector does not see.</param>
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

    /// <summary>Begins a use. Dispose it when the use is over.</summary>
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
            // In words of what the user has disposed, which is not this handle.
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

    /// <summary>A use that has begun and is not over yet.</summary>
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
