using System.Runtime.ExceptionServices;

namespace MlNet.Sequences;

/// <summary>
/// Items that the consuming thread fills, several threads process, and the consuming thread takes in the order in which they were
/// filled. The results are the same for any number of threads. The items are few, and reused.
/// </summary>
/// <remarks>
/// Threads of the pool do the work, as does the consuming thread if the item that it needs was not begun: a busy pool delays it
/// but can't stop it, and a single thread works like a loop. If filling or work fails, the previous items are taken first.
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

    /// <param name="threads">The number of working threads, including the consuming one; at least 1.</param>
    /// <param name="create">Creates an item; called for at most twice as many as there are threads.</param>
    /// <param name="fill">Refills an item; false if there is nothing left, and the item is unused.</param>
    /// <param name="work">Processes a filled item; called by one thread per item, for several items at once.</param>
    internal OrderedPipeline(int threads, Func<TItem> create, Func<TItem, bool> fill, Action<TItem> work)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (_create, _fill, _work) = (create, fill, work);
        _mostAhead = threads == 1 ? 1 : 2 * threads;
    }

    /// <summary>
    /// The default number of threads: one per core, up to where the consuming thread can't keep up.
    /// </summary>
    internal static int DefaultThreads => Math.Min(Environment.ProcessorCount, 16);

    /// <summary>The next processed item; null after the last. It belongs to the caller until the next call.</summary>
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

    /// <summary>Waits for active work, and starts no more. Its failures are ignored.</summary>
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
            _failure = ExceptionDispatchInfo.Capture(e); // thrown after the previous items are taken
        }

        return !_ended;
    }

    /// <summary>An item, and its state.</summary>
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

        // The pool may be late, when the item was already processed, or even refilled: it then processes the new content, or
        // nothing.
        public void Execute()
        {
            if (Interlocked.CompareExchange(ref _state, Begun, Filled) == Filled)
                Work();
        }

        /// <summary>Does the work, or waits for the thread that does it; returns its failure.</summary>
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
