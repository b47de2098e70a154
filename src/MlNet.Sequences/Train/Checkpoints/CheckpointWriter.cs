using System.Diagnostics;

namespace MlNet.Sequences;

/// <summary>
/// Writes checkpoints of a fit, and knows when one is due between the ends of epochs. Training pauses while the state is copied,
/// and continues while the copy is written; one at a time.
/// </summary>
internal sealed class CheckpointWriter(
    CheckpointFolder folder, FitIdentity identity, int? everySteps, double? everyMinutes, Func<double> totalSeconds)
    : IDisposable
{
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private byte[] _buffer = [];
    private Task<CheckpointSaved>? _writing;

    internal bool IsDue(TrainingPosition position) =>
        (everySteps is { } steps && position.Step % steps == 0) || _sinceLast.Elapsed.TotalMinutes >= everyMinutes;

    /// <summary>Starts writing a checkpoint after the previous one is complete.</summary>
    /// <exception cref="IOException">The previous one can't be written; earlier ones are intact.</exception>
    internal void Save(TrainingState state, CallbackList callbacks)
    {
        var clock = Stopwatch.StartNew();
        Finish(callbacks);
        state.Position = state.Position with { TotalSeconds = totalSeconds() };
        var copy = CheckpointFile.Copy(Checkpoint.Of(state, identity), state.Tensors(), ref _buffer);
        var (position, bestStep, pause) = (state.Position, state.Best.Chosen.KeptStep, clock.Elapsed.TotalSeconds);
        // At an epoch's end the next one has begun, without a step yet.
        bool isEpochEnd = position.EpochBatches == 0;
        _writing = Task.Run(() =>
        {
            string path = folder.Save(position.Step, copy, bestStep);
            return new CheckpointSaved(
                path, isEpochEnd ? position.Epoch - 1 : position.Epoch, position.Step, isEpochEnd && position.Step == bestStep,
                pause, clock.Elapsed.TotalSeconds);
        });
        _sinceLast.Restart();
    }

    /// <summary>Reports the last checkpoint if it is complete.</summary>
    /// <exception cref="IOException">It can't be written; earlier ones are intact.</exception>
    internal void Poll(CallbackList callbacks)
    {
        if (_writing is { IsCompleted: true })
            Finish(callbacks);
    }

    /// <summary>Waits until the last checkpoint is complete, and reports it.</summary>
    /// <exception cref="IOException">It can't be written; earlier ones are intact.</exception>
    internal void Finish(CallbackList callbacks)
    {
        if (_writing is not { } writing)
            return;
        _writing = null;
        callbacks.CheckpointSaved(writing.GetAwaiter().GetResult());
    }

    /// <summary>
    /// Waits for a checkpoint being written when a fit fails; the fit's own error is the one to report.
    /// </summary>
    public void Dispose() => ((IAsyncResult?)_writing)?.AsyncWaitHandle.WaitOne();
}
