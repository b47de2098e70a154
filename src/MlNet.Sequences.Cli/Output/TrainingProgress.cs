namespace MlNet.Sequences.Cli;

/// <summary>
/// Shows the progress of a fit: on a terminal with a changing line below those of the epochs, otherwise with lines only.
/// </summary>
internal abstract class TrainingProgress(TextTask task) : IFitCallback, IEpochCallback, IStepCallback
{
    private double _validationSeconds, _textsInStep;

    internal static TrainingProgress Create(Messages messages, string title, TextTask task) =>
        messages.IsLive ? new LiveProgress(messages, title, task) : new LineProgress(messages, title, task);

    protected TextTask Task { get; } = task;

    /// <summary>" It resumes after step 7, with 2 of 5 epochs done." for a resumed training, else empty.</summary>
    protected string Resumed { get; private set; } = "";

    /// <summary>The remaining seconds at the last step.</summary>
    protected double SecondsLeft { get; private set; } = double.NaN;

    protected StepMetrics? LastStep { get; private set; }

    /// <summary>Runs the fit on this thread, and shows what the callbacks report.</summary>
    internal abstract T Run<T>(Func<T> fit);

    void IFitCallback.OnFitStart(FitStart start)
    {
        _textsInStep = start.TrainingRows / (double)start.StepsInEpoch;
        Resumed = start.StepsDone == 0 ? "" :
            $" It resumes after step {Format.Count(start.StepsDone)}, with {Format.Count(start.EpochsDone.Count)} of " +
            $"{start.NumberOfEpochs} epochs done.";
    }

    void IStepCallback.OnStepEnd(StepMetrics metrics)
    {
        long steps = (metrics.NumberOfEpochs - metrics.Epoch + 1) * metrics.StepsInEpoch - metrics.Step;
        SecondsLeft = steps * _textsInStep / metrics.SamplesPerSecond
            + (metrics.NumberOfEpochs - metrics.Epoch + 1) * _validationSeconds;
        LastStep = metrics;
        OnStep(metrics);
    }

    void IEpochCallback.OnEpochEnd(EpochMetrics metrics)
    {
        _validationSeconds = metrics.ValidationSeconds;
        SecondsLeft = (
            (LastStep?.NumberOfEpochs ?? metrics.Epoch) - metrics.Epoch) * (metrics.TrainingSeconds + metrics.ValidationSeconds);
        OnEpoch(EpochReport.Of(metrics, Task.EpochMetrics));
    }

    protected abstract void OnStep(StepMetrics step);

    protected abstract void OnEpoch(EpochReport epoch);
}
