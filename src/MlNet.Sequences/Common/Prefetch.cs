using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MlNet.Sequences;

/// <summary>Makes items on another thread while the previous ones are used.</summary>
/// <remarks>
/// For a source that makes each item from where the previous one ended, so that one thread has to make them all. If items can be
/// processed independently, <see cref="OrderedPipeline{TItem}"/> uses several threads.
/// </remarks>
internal static class Prefetch
{
    /// <summary>
    /// The items of a source in order, and its exception if it throws one. When the caller stops early, so does the source: it is
    /// disposed before this enumeration ends, as are the items that were not taken.
    /// </summary>
    /// <param name="source">Enumerated on its own thread.</param>
    /// <param name="count">The most items to make in advance; at least 1.</param>
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
#pragma warning disable CA1031 // It is rethrown on the thread that takes the items.
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
