using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MlNet.Sequences;

/// <summary>Makes items on another thread while the ones before are used.</summary>
internal static class Ahead
{
    /// <summary>
    /// The items of a source in their order, and its exception where it throws one. When the caller stops early, so does the source: it is
    /// disposed before this enumeration's end, as are the items that nobody took.
    /// </summary>
    /// <param name="source">Is enumerated on a thread of its own.</param>
    /// <param name="count">The items that wait at most; 1 or more.</param>
    internal static IEnumerable<T> Of<T>(IEnumerable<T> source, int count)
        where T : IDisposable
    {
        using var made = new BlockingCollection<T>(count);
        using var stop = new CancellationTokenSource();
        ExceptionDispatchInfo? failure = null;
        var making = Task.Factory.StartNew(Make, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var item in made.GetConsumingEnumerable())
                yield return item;
            making.Wait();
            failure?.Throw();
        }
        finally
        {
            stop.Cancel();
            making.Wait();
            while (made.TryTake(out var left))
                left.Dispose();
        }

        void Make()
        {
            try
            {
                foreach (var item in source)
                {
                    try
                    {
                        made.Add(item, stop.Token);
                    }
                    catch (OperationCanceledException) when (stop.IsCancellationRequested)
                    {
                        item.Dispose();
                        return;
                    }
                }
            }
#pragma warning disable CA1031 // It is thrown again, on the thread that takes the items.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                made.CompleteAdding();
            }
        }
    }
}
