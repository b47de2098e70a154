namespace MlNet.Sequences;

/// <summary>Told of each checkpoint when its file is whole: to copy it elsewhere, for instance.</summary>
public interface ICheckpointCallback : ITrainingCallback
{
    /// <summary>
    /// Called on the thread of the fit, after the first step that ends when the file is whole, and at the latest before the fit
    /// ends.
    /// </summary>
    void OnCheckpointSaved(CheckpointSaved checkpoint);
}
