namespace MlNet.Sequences;

/// <summary>The rules that the options of every trainer keep.</summary>
internal static class SequenceTrainerRules
{
    internal static void AddViolations(SequenceTrainerOptions o, OptionViolations v)
    {
        v.Name(nameof(o.LabelColumnName), o.LabelColumnName);
        v.Name(nameof(o.FeatureColumnName), o.FeatureColumnName);
        if (o.ExampleWeightColumnName is not null)
            v.Name(nameof(o.ExampleWeightColumnName), o.ExampleWeightColumnName);
        v.AtLeast(nameof(o.NumberOfEpochs), o.NumberOfEpochs, 1);
        v.AtLeast(nameof(o.BatchSize), o.BatchSize, 1);
        v.Above(nameof(o.LearningRate), o.LearningRate, 0);
        v.Defined(nameof(o.LearningRateSchedule), o.LearningRateSchedule);
        v.Between(nameof(o.WarmupFraction), o.WarmupFraction, 0, 1);
        v.Defined(nameof(o.Optimizer), o.Optimizer);
        v.AtLeast(nameof(o.WeightDecay), o.WeightDecay, 0);
        v.FromToBelow(nameof(o.Momentum), o.Momentum, 0, 1);
        if (o.GradientClippingNorm is { } norm)
            v.Above(nameof(o.GradientClippingNorm), norm, 0);
        v.FromToBelow(nameof(o.ValidationFraction), o.ValidationFraction, 0, 1);
        if (o.BestEpochMetric is { } metric)
            v.Defined(nameof(o.BestEpochMetric), metric);
        if (o.EarlyStoppingPatience is { } patience)
            v.AtLeast(nameof(o.EarlyStoppingPatience), patience, 1);
        if (DeviceChoice.Validate(o.Device) is { } deviceError)
            v.Add("Device must be one of those named", o.Device ?? "null", deviceError);
        if (o.NumberOfThreads is { } threads)
            v.AtLeast(nameof(o.NumberOfThreads), threads, 1);
        v.AtLeast(nameof(o.ShuffleWindowSize), o.ShuffleWindowSize, 1);
        if (o.Callbacks is null || o.Callbacks.Contains(null!))
            v.Add("Callbacks must hold no null", "null", "leave the list empty instead");
    }
}
