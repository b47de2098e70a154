using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace MlNet.Sequences.Serving;

/// <summary>
/// Where the texts of all requests wait. A worker takes as many as fit its budget of time steps, a text of each request in turn,
/// so a request of many texts does not hold up the others. A long text, and one to explain, is taken alone, and one worker is
/// kept free of them.
/// </summary>
internal sealed class ScoringQueue
{
    private readonly object _lock = new();
    private readonly LinkedList<ScoringJob> _jobs = []; // those with texts that no worker has taken
    private readonly int _stepsInBatch, _longSteps, _most, _mostLong;
    private TimeSpan _delay; // how long a text waits for others
    private long _steps; // of all texts that wait
    private int _count, _long;
    private bool _isCompleted;
    private TaskCompletionSource? _change; // of those who wait for a place

    internal ScoringQueue(SequenceModelsOptions options)
    {
        (_stepsInBatch, _delay, _most) = (options.MaximumStepsInBatch, options.BatchDelay, options.MaximumQueueLength);
        _longSteps = Math.Min(options.LongTextSteps, options.MaximumStepsInBatch);
        _mostLong = Math.Max(1, options.NumberOfWorkers - 1);
    }

    /// <summary>The number of texts that wait.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>Adds a job, or returns false where the queue is full or completed.</summary>
    internal bool TryAdd(ScoringJob job)
    {
        lock (_lock)
        {
            if (_isCompleted || _count + job.Texts.Count > _most)
                return false;
            _jobs.AddLast(job);
            _count += job.Texts.Count;
            _steps += job.Steps.Sum(steps => (long)steps);
            Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>Adds a job once there is a place for it.</summary>
    /// <exception cref="PredictionRefusedException">The queue is completed.</exception>
    internal async Task AddAsync(ScoringJob job, CancellationToken cancellationToken)
    {
        while (!TryAdd(job))
        {
            Task change;
            lock (_lock)
            {
                if (_isCompleted)
                    throw new PredictionRefusedException(
                        StatusCodes.Status503ServiceUnavailable, "The service has stopped. Send the request to another one.");
                if (_count + job.Texts.Count <= _most)
                    continue;
                _change ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                change = _change.Task;
            }

            await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a job that nobody waits for any more. Texts that a worker has taken are scored in vain.</summary>
    internal void Remove(ScoringJob job)
    {
        lock (_lock)
        {
            if (_jobs.Remove(job))
                Forget(job);
        }
    }

    /// <summary>The next batch, once there is one; null after <see cref="Complete"/>, when all was taken.</summary>
    internal ScoringBatch? Take()
    {
        lock (_lock)
        {
            while (true)
            {
                var wait = Delay();
                if (wait <= TimeSpan.Zero && Assemble() is { } batch)
                {
                    _change?.TrySetResult();
                    _change = null;
                    return batch;
                }

                if (_isCompleted && _jobs.Count == 0)
                    return null;
                Monitor.Wait(_lock, wait <= TimeSpan.Zero ? Timeout.InfiniteTimeSpan : wait);
            }
        }
    }

    /// <summary>Reports that a batch is scored: the next long text may start.</summary>
    internal void Release(ScoringBatch batch)
    {
        if (!batch.IsLong)
            return;
        lock (_lock)
        {
            _long--;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>From now on no text waits for others.</summary>
    internal void StopDelays()
    {
        lock (_lock)
        {
            _delay = TimeSpan.Zero;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Refuses more jobs; those that wait are still scored.</summary>
    internal void Complete()
    {
        lock (_lock)
        {
            _isCompleted = true;
            _change?.TrySetResult();
            Monitor.PulseAll(_lock);
        }
    }

    // How long to wait for more texts, where the options want to.
    private TimeSpan Delay() =>
        _delay == TimeSpan.Zero || _isCompleted || _jobs.First is not { } first || _steps >= _stepsInBatch ? TimeSpan.Zero
            : _delay - Stopwatch.GetElapsedTime(first.Value.Start);

    private ScoringBatch? Assemble()
    {
        var lead = _jobs.First;
        while (lead is not null && IsLong(lead.Value) && _long >= _mostLong)
            lead = lead.Next;
        if (lead is null)
            return null;
        var batch = new ScoringBatch(lead.Value.Model, IsLong(lead.Value));
        var taken = new List<LinkedListNode<ScoringJob>>();
        if (batch.IsLong)
        {
            _long++;
            TakeFrom(lead, batch);
            taken.Add(lead);
        }
        else
        {
            while (TakeRound(batch, taken))
            {
            }
        }

        foreach (var node in taken)
            Rotate(node);
        return batch;
    }

    // A text of each job in turn, where it fits.
    private bool TakeRound(ScoringBatch batch, List<LinkedListNode<ScoringJob>> taken)
    {
        bool hasTaken = false;
        for (var node = _jobs.First; node is not null && batch.Steps < _stepsInBatch; node = node.Next)
        {
            var job = node.Value;
            if (job.Model != batch.Model || job.Taken == job.Texts.Count || IsLong(job)
                || (batch.Steps > 0 && batch.Steps + job.Steps[job.Taken] > _stepsInBatch))
                continue;
            if (job.LastBatch != batch)
                taken.Add(node);
            job.LastBatch = batch;
            TakeFrom(node, batch);
            hasTaken = true;
        }

        return hasTaken;
    }

    private void TakeFrom(LinkedListNode<ScoringJob> node, ScoringBatch batch)
    {
        _steps -= node.Value.Steps[node.Value.Taken];
        _count--;
        batch.Take(node.Value);
    }

    // A job that has had its turn goes to the end.
    private void Rotate(LinkedListNode<ScoringJob> node)
    {
        _jobs.Remove(node);
        if (node.Value.Taken < node.Value.Texts.Count)
            _jobs.AddLast(node);
    }

    private void Forget(ScoringJob job)
    {
        _count -= job.Texts.Count - job.Taken;
        for (int i = job.Taken; i < job.Texts.Count; i++)
            _steps -= job.Steps[i];
        _change?.TrySetResult();
        _change = null;
    }

    private bool IsLong(ScoringJob job) =>
        job.Taken < job.Texts.Count && (job.IsCostly || job.Steps[job.Taken] > _longSteps);
}
