using System.Diagnostics;

namespace MlNet.Sequences.Serving;

/// <summary>
/// The texts of a request on their way through the queue. Its queue changes <see cref="Taken"/> under its lock; results come from
/// several workers.
/// </summary>
internal abstract class ScoringJob
{
    /// <param name="model">The model, leased until the job is over.</param>
    /// <param name="texts">The texts, at least one.</param>
    private protected ScoringJob(ServedModel model, IReadOnlyList<string> texts)
    {
        (Model, Texts) = (model, texts);
        Steps = [.. texts.Select(model.Steps.Of)];
    }

    internal ServedModel Model { get; }

    internal IReadOnlyList<string> Texts { get; }

    /// <summary>The time steps of each text.</summary>
    internal IReadOnlyList<int> Steps { get; }

    /// <summary>When it came into the queue.</summary>
    internal long Start { get; } = Stopwatch.GetTimestamp();

    /// <summary>The number of texts that workers have taken.</summary>
    internal int Taken { get; set; }

    /// <summary>The batch that the queue took from it last.</summary>
    internal ScoringBatch? LastBatch { get; set; }

    /// <summary>Whether each text takes as long as many others, and is worked on alone.</summary>
    internal abstract bool IsCostly { get; }

    /// <summary>Whether nobody waits for results any more: it is done, has failed or was canceled.</summary>
    internal abstract bool IsOver { get; }

    internal abstract void Fail(Exception exception);

    internal abstract void Cancel(CancellationToken cancellationToken);
}

/// <summary>A job with a result for each text.</summary>
/// <typeparam name="T">The result.</typeparam>
internal abstract class ScoringJob<T> : ScoringJob
{
    private readonly TaskCompletionSource<T[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly T[] _results;
    private int _missing;

    private protected ScoringJob(ServedModel model, IReadOnlyList<string> texts)
        : base(model, texts) => (_results, _missing) = (new T[texts.Count], texts.Count);

    /// <summary>The results, in the order of the texts.</summary>
    internal Task<T[]> Results => _completion.Task;

    internal override bool IsOver => _completion.Task.IsCompleted;

    internal void Complete(int index, T result)
    {
        _results[index] = result;
        if (Interlocked.Decrement(ref _missing) == 0)
            _completion.TrySetResult(_results);
    }

    internal override void Fail(Exception exception) => _completion.TrySetException(exception);

    internal override void Cancel(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);
}
