namespace MlNet.Sequences;

/// <summary>Told of the beginning and the end of a fit: where files are opened and closed.</summary>
public interface IFitCallback : ITrainingCallback
{
    /// <summary>Called once, on the thread of the fit, before the first step.</summary>
    void OnFitStart(FitStart start)
    {
    }

    /// <summary>Called once, on the thread of the fit, whether it ended well, was cancelled or failed.</summary>
    /// <param name="history">How training went; null where it was cancelled or failed.</param>
    void OnFitEnd(TrainingHistory? history)
    {
    }
}
