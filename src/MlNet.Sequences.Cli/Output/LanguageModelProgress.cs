using System.Diagnostics;

namespace MlNet.Sequences.Cli;

/// <summary>A line for each epoch of a language model, and now and then one in between.</summary>
internal sealed class LanguageModelProgress(Messages messages) : IEpochCallback, IStepCallback
{
    private readonly Stopwatch _silence = Stopwatch.StartNew();

    public void OnStepEnd(StepMetrics metrics)
    {
        if (_silence.Elapsed.TotalSeconds < LineProgress.UsualSeconds || metrics.Step == metrics.StepsInEpoch)
            return;
        Say($"Epoch {metrics.Epoch}/{metrics.NumberOfEpochs}, step {Format.Count(metrics.Step)} of " +
            $"{Format.Count(metrics.StepsInEpoch)}: loss {Format.Fixed(metrics.Loss)}, " +
            $"{Format.Count(metrics.SamplesPerSecond)} windows/s");
    }

    public void OnEpochEnd(EpochMetrics metrics)
    {
        string held = metrics.ValidationPerplexity is { } perplexity ? $"perplexity {Format.Fixed(perplexity)}, " : "";
        Say($"Epoch {metrics.Epoch}: loss {Format.Fixed(metrics.TrainingLoss)}, {held}" +
            $"{Format.Seconds(metrics.TrainingSeconds + metrics.ValidationSeconds)}, " +
            $"{Format.Count(metrics.SamplesPerSecond)} windows/s");
    }

    private void Say(string line)
    {
        messages.Say(line);
        _silence.Restart();
    }
}
