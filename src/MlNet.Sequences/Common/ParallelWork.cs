using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MlNet.Sequences;

/// <summary>
/// Independent work that several threads share, including the calling one. Which thread does which part is unspecified. If parts
/// fail, the first exception is thrown unchanged; with one thread the work runs as a plain loop.
/// </summary>
internal static class ParallelWork
{
    /// <summary>Processes a range in parts that are large enough to wake a thread for.</summary>
    /// <param name="count">The length of the range, which starts at 0.</param>
    /// <param name="size">The size of a part.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="run">Processes a part: from the first number up to, but not including, the second.</param>
    internal static void ForRanges(int count, int size, int threads, Action<int, int> run)
    {
        int parts = (int)(((long)count + size - 1) / size);
        if (threads == 1 || parts <= 1)
        {
            for (int part = 0; part < parts; part++)
                RunPart(part);
            return;
        }

        Unwrapped(() => Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, RunPart));

        void RunPart(int part) => run(part * size, (int)Math.Min(count, (part + 1L) * size));
    }

    /// <summary>
    /// Processes items one at a time, in order, each by the next free thread: if the longest come first, all threads finish at
    /// about the same time.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="enter">Creates what a thread holds while it works, and disposes when it is done; null for nothing.</param>
    /// <param name="work">Processes an item.</param>
    /// <param name="cancellationToken">Stops between items.</param>
    internal static void ForEach<T>(
        IEnumerable<T> items, int threads, Func<IDisposable>? enter, Action<T> work,
        CancellationToken cancellationToken = default)
    {
        if (threads == 1)
        {
            using var worker = enter?.Invoke();
            foreach (var item in items)
                Do(item);
            return;
        }

        Unwrapped(() => Parallel.ForEach(
            Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            () => enter?.Invoke(),
            (item, _, worker) =>
            {
                Do(item);
                return worker;
            },
            worker => worker?.Dispose()));

        void Do(T item)
        {
            // The loop is notified of a cancellation by a callback, which may be late.
            cancellationToken.ThrowIfCancellationRequested();
            work(item);
        }
    }

    private static void Unwrapped(Action run)
    {
        try
        {
            run();
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
