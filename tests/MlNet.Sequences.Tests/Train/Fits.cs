using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Doubles and comparisons of the tests that train.</summary>
internal static class Fits
{
    /// <summary>A learning rate at which no step of Adam changes a float32: a fit ends with what it starts from.</summary>
    internal const double Standstill = 1e-30;

    /// <summary>All of a history but its clock times.</summary>
    internal static string Describe(TrainingHistory history) => string.Join('\n', history.Epochs.Select(epoch => string.Join(
        ' ',
        [$"{epoch.Epoch} {epoch.TrainingLoss:R} {epoch.LearningRate:R}", .. epoch.Validation.Select(
        v => $"{v.Key}={v.Value:R}")])))
        + $"\n{history.KeptEpoch} {history.StoppedEarly} {history.TrainingRows} {history.ValidationRows} {history.Seed}";

    /// <summary>Calls back before the first step.</summary>
    internal sealed class OnStart(Action<FitStart> action) : IFitCallback
    {
        public void OnFitStart(FitStart start) => action(start);
    }

    /// <summary>Calls back with each epoch.</summary>
    internal sealed class OnEpoch(Action<EpochMetrics> action) : IEpochCallback
    {
        public void OnEpochEnd(EpochMetrics metrics) => action(metrics);
    }

    /// <summary>Calls back with each step that is told.</summary>
    internal sealed class OnStep(Action<StepMetrics> action) : IStepCallback
    {
        public void OnStepEnd(StepMetrics metrics) => action(metrics);
    }

    /// <summary>
    /// Rows whose labels are random: what is learnt of them is wrong for others, so that the validation loss rises.
    /// </summary>
    internal static IDataView Noise(MLContext mlContext, int count, int seed)
    {
        var rows = Toy.TokenRows(count, seed);
        var random = new Random(seed);
        foreach (var row in rows)
            row.Label = random.Next(2) == 1;
        return mlContext.Data.LoadFromEnumerable(rows);
    }
}
