namespace MlNet.Sequences;

/// <summary>A checkpoint that was written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Epoch">The epoch that it was written in, from 1, or at the end of which.</param>
/// <param name="Step">The training steps of all epochs until it.</param>
/// <param name="IsBest">Whether it is that of the best epoch so far, which is kept when later ones are removed.</param>
/// <param name="PauseSeconds">The seconds that training stood still for it: until its state was copied.</param>
/// <param name="Seconds">The seconds until the file was whole; training went on meanwhile.</param>
public sealed record CheckpointSaved(string Path, int Epoch, long Step, bool IsBest, double PauseSeconds, double Seconds)
{
    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(CheckpointSaved), PrintMembers);
}
