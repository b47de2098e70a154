namespace MlNet.Sequences;

/// <summary>Called for each checkpoint when its file is complete, for instance to copy it elsewhere.</summary>
public interface ICheckpointCallback : ITrainingCallback
{
    /// <summary>
    /// Called on the thread of the fit, after the first step that ends once the file is complete, and at the latest before the
    /// fit ends.
    /// </summary>
    void OnCheckpointSaved(CheckpointSaved checkpoint);
}
