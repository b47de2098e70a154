using System.Diagnostics;

namespace MlNet.Sequences.Serving;

/// <summary>
/// The texts of a request on their way through the queue. Its queue changes <see cref="Taken"/> under its lock; predictions come
/// from several workers.
/// </summary>
internal sealed class ScoringJob
{
    private readonly TaskCompletionSource<TextPrediction[]> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TextPrediction[] _predictions;
    private int _missing;

    /// <param name="model">The model, leased until the job is over.</param>
    /// <param name="texts">The texts, at least one.</param>
    internal ScoringJob(ServedModel model, IReadOnlyList<string> texts)
    {
        (Model, Texts, _missing) = (model, texts, texts.Count);
        Steps = [.. texts.Select(model.Steps.Of)];
        _predictions = new TextPrediction[texts.Count];
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

    /// <summary>The predictions, in the order of the texts.</summary>
    internal Task<TextPrediction[]> Predictions => _completion.Task;

    /// <summary>Whether nobody waits for predictions any more: it is done, has failed or was canceled.</summary>
    internal bool IsOver => _completion.Task.IsCompleted;

    internal void Complete(int index, TextPrediction prediction)
    {
        _predictions[index] = prediction;
        if (Interlocked.Decrement(ref _missing) == 0)
            _completion.TrySetResult(_predictions);
    }

    internal void Fail(Exception exception) => _completion.TrySetException(exception);

    internal void Cancel(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);
}
