namespace MlNet.Sequences.Tests;

/// <summary>What a fit of 3 epochs of 10 steps tells its callbacks.</summary>
internal static class Told
{
    internal static FitStart Start(int epochsDone = 0, long? stepsDone = null) => new(
        NumberOfEpochs: 3, StepsInEpoch: 10, TrainingRows: 320, ValidationRows: 40, Seed: 1, Device: "cpu",
        Settings: new Dictionary<string, string> { ["LearningRate"] = "0.003", ["FeatureColumnName"] = "a|b\nc" },
        EpochsDone: [.. Enumerable.Range(1, epochsDone).Select(epoch => Epoch(epoch))], StepsDone: stepsDone ?? epochsDone * 10);

    internal static StepMetrics Step(int epoch, long step, double loss = 0.5) => new(epoch, 3, step, 10, loss, 160, 0.001 * step);

    internal static EpochMetrics Epoch(int epoch, params (ValidationMetric Metric, double Value)[] validation) => new()
    {
        Epoch = epoch,
        TrainingLoss = 1.5 / epoch,
        Validation = (
            validation.Length > 0
            ? validation
            : [(ValidationMetric.Accuracy, 0.5 + 0.1 * epoch), (ValidationMetric.Loss, 1.0 / epoch)])
            .ToDictionary(v => v.Metric.ToString(), v => v.Value),
        TrainingSeconds = 2,
        ValidationSeconds = 0.25,
        SamplesPerSecond = 160,
        LearningRate = 0.01,
    };

    internal static EpochMetrics EpochWithoutValidation(int epoch) =>
        Epoch(epoch) with { Validation = new Dictionary<string, double>() };

    /// <summary>Epochs with these values of a metric.</summary>
    internal static EpochMetrics[] Epochs(ValidationMetric metric, params double[] values) =>
        [.. values.Select((value, i) => Epoch(i + 1, (metric, value)))];

    internal static TrainingHistory History(bool stoppedEarly = false) => new()
    {
        Epochs = [Epoch(1), Epoch(2), Epoch(3)],
        KeptEpoch = 2,
        StoppedEarly = stoppedEarly,
        TrainingRows = 320,
        ValidationRows = 40,
        Seed = 1,
        EncodingSeconds = 1,
        TotalSeconds = 83.2,
    };
}
