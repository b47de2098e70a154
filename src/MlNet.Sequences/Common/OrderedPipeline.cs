using System.Runtime.ExceptionServices;

namespace MlNet.Sequences;

/// <summary>
/// Items that are filled by the thread that takes them, worked on by several threads, and taken in the order in which they were
/// filled. What is taken is the same for every number of threads. The items are few, and used again and again.
/// </summary>
/// <remarks>
/// The work is done by threads of the pool, and by the taking thread where an item that it wants was not begun: a pool that is
/// busy delays it and can't stop it, and one thread alone works as a loop does. Where filling or work fails, the items before are
/// taken first.
/// </remarks>
internal sealed class OrderedPipeline<TItem> : IDisposable
    where TItem : class
{
    private readonly Func<TItem> _create;
    private readonly Func<TItem, bool> _fill;
    private readonly Action<TItem> _work;
    private readonly int _mostAhead;
    private readonly Queue<Place> _ahead = new();
    private readonly Stack<Place> _free = new();
    private Place? _taken;
    private int _takes;
    private bool _ended;
    private ExceptionDispatchInfo? _failure;

    /// <param name="threads">How many threads work, the taking one among them; at least 1.</param>
    /// <param name="create">Makes an item; called for at most twice as many as there are threads.</param>
    /// <param name="fill">Fills an item anew; false where there is nothing left, and the item is of no use.</param>
    /// <param name="work">Works on a filled item; called for one item by one thread, for several at once.</param>
    internal OrderedPipeline(int threads, Func<TItem> create, Func<TItem, bool> fill, Action<TItem> work)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (_create, _fill, _work) = (create, fill, work);
        _mostAhead = threads == 1 ? 1 : 2 * threads;
    }

    /// <summary>
    /// How many threads work where nothing else is said: a core each, up to where the taking thread can't keep up.
    /// </summary>
    internal static int DefaultThreads => Math.Min(Environment.ProcessorCount, 16);

    /// <summary>The next item, worked on; null behind the last. It is the caller's until the next call.</summary>
    internal TItem? Next()
    {
        if (_taken is not null)
            _free.Push(_taken);
        _taken = null;
        FillAhead();
        if (!_ahead.TryDequeue(out var next))
        {
            _failure?.Throw();
            return null;
        }

        if (next.Finish() is { } failure)
        {
            Stop();
            (_failure = failure).Throw();
        }

        _taken = next;
        return next.Item;
    }

    /// <summary>Waits for work that was begun, and begins no other. What it fails with concerns nobody.</summary>
    public void Dispose() => Stop();

    private void Stop()
    {
        _ended = true;
        foreach (var place in _ahead)
            place.Cancel();
        _ahead.Clear();
    }

    private void FillAhead()
    {
        // A consumer that takes only a few items should not wait for many.
        int most = Math.Min(_mostAhead, ++_takes);
        _takes = most;
        while (!_ended && _ahead.Count < most)
        {
            if (!_free.TryPop(out var place))
                place = new Place(_create(), _work);
            if (!TryFill(place.Item))
                return;
            place.Ready();
            _ahead.Enqueue(place);
            if (most > 1)
                ThreadPool.UnsafeQueueUserWorkItem(place, preferLocal: false);
        }
    }

    private bool TryFill(TItem item)
    {
        try
        {
            _ended = !_fill(item);
        }
        catch (Exception e)
        {
            _ended = true;
            _failure = ExceptionDispatchInfo.Capture(e); // thrown when the items before are taken
        }

        return !_ended;
    }

    /// <summary>An item, and who has it.</summary>
    private sealed class Place(TItem item, Action<TItem> work) : IThreadPoolWorkItem
    {
        private const int Idle = 0;
        private const int Filled = 1;
        private const int Begun = 2;
        private const int Done = 3;

        private readonly object _gate = new();
        private int _state;
        private ExceptionDispatchInfo? _failure;

        internal TItem Item => item;

        internal void Ready() => Volatile.Write(ref _state, Filled);

        // The pool may come late, when the item was worked on by others, or even filled again: it then begins that, or nothing.
        public void Execute()
        {
            if (Interlocked.CompareExchange(ref _state, Begun, Filled) == Filled)
                Work();
        }

        /// <summary>Does the work, or waits for who does it; returns what it failed with.</summary>
        internal ExceptionDispatchInfo? Finish()
        {
            Execute();
            Wait();
            return _failure;
        }

        internal void Cancel()
        {
            if (Interlocked.CompareExchange(ref _state, Idle, Filled) != Filled)
                Wait();
        }

        private void Work()
        {
            _failure = null;
            try
            {
                work(item);
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e); // thrown when the item's turn comes
            }

            lock (_gate)
            {
                _state = Done;
                Monitor.PulseAll(_gate);
            }
        }

        private void Wait()
        {
            lock (_gate)
            {
                while (_state != Done)
                    Monitor.Wait(_gate);
            }
        }
    }
}
