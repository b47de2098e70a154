using System.Diagnostics;

namespace MlNet.Sequences.Serving;

/// <summary>The threads that score. They are their own, so that scoring never holds up the server's.</summary>
internal sealed class ScoringWorkers
{
    private readonly Thread[] _threads;
    private readonly ScoringQueue _queue;
    private readonly ServingMetrics _metrics;

    internal ScoringWorkers(ScoringQueue queue, ServingMetrics metrics, int count)
    {
        (_queue, _metrics) = (queue, metrics);
        _threads =
        [
            .. Enumerable.Range(1, count)
                .Select(i => new Thread(Run) { IsBackground = true, Name = $"MlNet.Sequences scoring {i}" }),
        ];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Waits until all that was accepted is scored, once the queue is completed.</summary>
    internal void Join()
    {
        foreach (var thread in _threads)
            thread.Join();
    }

    private void Run()
    {
        while (_queue.Take() is { } batch)
        {
            long start = Stopwatch.GetTimestamp();
            _metrics.Taken(batch, start);
            Score(batch);
            if (batch.IsExplanation)
                _metrics.Explained(batch, start);
            else
                _metrics.Scored(batch, start);
            _queue.Release(batch);
        }
    }

    private void Score(ScoringBatch batch)
    {
        // Canceled requests keep their model no longer, and it may have been replaced: the batch keeps it, too. Where it is freed
        // already, all of the batch's requests are over.
        if (!batch.Model.TryUse())
            return;
        try
        {
            if (batch.Items is [(ExplanationJob explanation, var index)])
                explanation.Explain(index);
            else
                ScoreTogether(batch);
            if (!batch.IsExplanation)
                _metrics.MeasureTokenizing(batch);
        }
        finally
        {
            batch.Model.Release();
        }
    }

    private static void ScoreTogether(ScoringBatch batch)
    {
        try
        {
            var predictions = batch.Model.Predict([.. batch.Items.Select(item => item.Job.Texts[item.Index])]);
            foreach (var (item, prediction) in batch.Items.Zip(predictions))
                ((PredictionJob)item.Job).Complete(item.Index, prediction);
        }
        catch (Exception) when (batch.Items.Count > 1)
        {
            // One of the texts can't be scored. The others' requests must not fail for it.
            foreach (var item in batch.Items)
                ScoreAlone((PredictionJob)item.Job, item.Index);
        }
        catch (Exception e)
        {
            batch.Items[0].Job.Fail(e);
        }
    }

    private static void ScoreAlone(PredictionJob job, int index)
    {
        if (job.IsOver)
            return;
        try
        {
            job.Complete(index, job.Model.Predict([job.Texts[index]]).Single());
        }
        catch (Exception e)
        {
            job.Fail(e); // thrown to the request that waits
        }
    }
}
