namespace MlNet.Sequences;

/// <summary>Called at the beginning and the end of a fit, to open and close files.</summary>
public interface IFitCallback : ITrainingCallback
{
    /// <summary>Called once, on the thread of the fit, before the first step.</summary>
    void OnFitStart(FitStart start)
    {
    }

    /// <summary>Called once, on the thread of the fit, whether it succeeded, was canceled or failed.</summary>
    /// <param name="history">The history of the training; null if it was canceled or failed.</param>
    void OnFitEnd(TrainingHistory? history)
    {
    }
}
