using System.Diagnostics;

namespace MlNet.Sequences;

/// <summary>Writes checkpoints of a fit, and knows when one is due between the epochs' ends.</summary>
internal sealed class CheckpointWriter(CheckpointFolder folder, FitIdentity identity, int? everySteps, double? everyMinutes, Func<double> totalSeconds)
{
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();

    internal bool IsDue(TrainingPosition position) =>
        (everySteps is { } steps && position.Step % steps == 0) || _sinceLast.Elapsed.TotalMinutes >= everyMinutes;

    /// <summary>Writes a checkpoint and tells of it.</summary>
    /// <exception cref="IOException">The file can't be written; earlier ones are whole.</exception>
    internal void Save(TrainingState state, CallbackList callbacks)
    {
        var clock = Stopwatch.StartNew();
        state.Position = state.Position with { TotalSeconds = totalSeconds() };
        var position = state.Position;
        long bestStep = state.Best.Chosen.KeptStep;
        string path = folder.Save(Checkpoint.Of(state, identity), state, bestStep);
        _sinceLast.Restart();
        // At an epoch's end the next one has begun, with no step yet.
        bool isEpochEnd = position.EpochBatches == 0;
        callbacks.CheckpointSaved(new CheckpointSaved(
            path, isEpochEnd ? position.Epoch - 1 : position.Epoch, position.Step, isEpochEnd && position.Step == bestStep, clock.Elapsed.TotalSeconds));
    }
}
