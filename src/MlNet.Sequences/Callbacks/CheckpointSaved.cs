namespace MlNet.Sequences;

/// <summary>A checkpoint that was written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Epoch">The epoch during or after which it was written, from 1.</param>
/// <param name="Step">The training steps of all epochs up to it.</param>
/// <param name="IsBest">Whether it is the best epoch's so far, which is kept when later ones are removed.</param>
/// <param name="PauseSeconds">The seconds that training paused until its state was copied.</param>
/// <param name="Seconds">The seconds until the file was complete; training continued meanwhile.</param>
public sealed record CheckpointSaved(string Path, int Epoch, long Step, bool IsBest, double PauseSeconds, double Seconds)
{
    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(CheckpointSaved), PrintMembers);
}
