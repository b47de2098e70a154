namespace MlNet.Sequences.Benchmarks;

/// <summary>What happens to the replicas while requests come: when, the number of requests decides, and no clock.</summary>
internal static class SoakEvents
{
    private const int MemoryReadings = 20;

    /// <summary>Replaces models, kills and starts replicas. The last replica runs all the time.</summary>
    /// <param name="replicas">Three of them, with the first model.</param>
    /// <param name="models">The models, which are served in turn.</param>
    /// <param name="load">The requests.</param>
    /// <param name="requests">How many come.</param>
    /// <param name="reloads">How many models are replaced.</param>
    /// <returns>The memory of the last replica, in megabytes, at equal distances.</returns>
    internal static async Task<IReadOnlyList<double>> RunAsync(
        Replica[] replicas, SoakModel[] models, SoakClients load, int requests, int reloads)
    {
        var memory = new List<double>();
        (double At, Func<Task> Act)[] events =
        [
            .. Enumerable.Range(0, reloads).Select(i => (
                (i + 1.0) / (reloads + 1),
                (Func<Task>)(() => ReplaceAsync(replicas, models, i)))),
            (0.25, () => replicas[0].KillAsync()), (0.35, () => replicas[0].StartAsync()),
            (0.6, () => replicas[1].TerminateAsync()), (0.7, () => replicas[1].StartAsync()),
            .. Enumerable.Range(1, MemoryReadings).Select(i => ((double)i / MemoryReadings, (Func<Task>)(() =>
            {
                memory.Add(replicas[^1].Memory() / 1e6);
                return Task.CompletedTask;
            }))),
        ];
        foreach (var (at, act) in events.OrderBy(each => each.At))
        {
            while (load.Done < Math.Min(at * requests, requests))
                await Task.Delay(5);
            await act();
        }

        return memory;
    }

    // The model of one of the replicas that run, in turn.
    private static Task ReplaceAsync(Replica[] replicas, SoakModel[] models, int i)
    {
        Replica[] running = [.. replicas.Where(replica => replica.IsRunning)];
        var replica = running[i % running.Length];
        return replica.ReplaceAsync(models.First(model => model != replica.Served));
    }
}
