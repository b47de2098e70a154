namespace MlNet.Sequences;

/// <summary>The rules for every trainer's options that ranges can't express.</summary>
internal static class SequenceTrainerRules
{
    internal static void AddViolations(SequenceTrainerOptions o, OptionViolations v)
    {
        v.Name(nameof(o.LabelColumnName), o.LabelColumnName);
        v.Name(nameof(o.FeatureColumnName), o.FeatureColumnName);
        if (o.ExampleWeightColumnName is not null)
            v.Name(nameof(o.ExampleWeightColumnName), o.ExampleWeightColumnName);
        if (o.SamplingKeyColumnName is not null)
            v.Name(nameof(o.SamplingKeyColumnName), o.SamplingKeyColumnName);
        if (o is { UnlabeledData: not null, NgramLength: 0 })
            v.Add(
                nameof(o.NgramLength), $"must be 1 or more, or null, with {nameof(o.UnlabeledData):option}, which n-grams label",
                0, $"set it to null");
        if (o is { UnlabeledData: not null, Loss: not null })
            v.Add(
                nameof(o.UnlabeledData), $"must be null with {nameof(o.Loss):option}, which n-grams can't minimize",
                o.UnlabeledData!.GetType().Name, $"set one of them to null");
        AddPartViolations(o, v);
        AddSeamViolations(o, v);
        AddStartViolations(o, v);
        AddCheckpointViolations(o, v);
        if (DeviceChoice.Validate(o.Device) is { } deviceError)
            v.Add(nameof(o.Device), $"must be one of those named", o.Device, $"{deviceError}");
        if (o.Callbacks is null || o.Callbacks.Contains(null!))
            v.Add(nameof(o.Callbacks), $"must not contain null", null, $"leave the list empty instead");
    }

    private static void AddPartViolations(SequenceTrainerOptions o, OptionViolations v)
    {
        if (o is { EmbeddingLearningRate: 0, BodyLearningRate: 0, HeadLearningRate: 0 })
            v.AddRule(
                $"Not all parts of a network can be frozen", "learning rates of 0 for the embedding, the body and the head",
                $"raise one or set it to null");
    }

    private static void AddSeamViolations(SequenceTrainerOptions o, OptionViolations v)
    {
        if (o.Loss is not null)
        {
            AloneWith(nameof(o.Loss), nameof(o.LabelSmoothing), o.LabelSmoothing, o.LabelSmoothing is null or 0, "null");
            AloneWith(nameof(o.Loss), nameof(o.NgramLength), o.NgramLength, o.NgramLength is null or 0, "null");
            AloneWith(nameof(o.Loss), nameof(o.RegressionLoss), o.RegressionLoss, o.RegressionLoss == default,
                $"{default(RegressionLoss)}");
        }

        if (o.Schedule is not null)
            AloneWith(
                nameof(o.Schedule), nameof(o.LearningRateSchedule), o.LearningRateSchedule,
                o.LearningRateSchedule == LearningRateSchedule.OneCycle, $"{LearningRateSchedule.OneCycle}");
        if (o.Metrics is null || o.Metrics.Contains(null!))
        {
            v.Add(nameof(o.Metrics), $"must not contain null", null, $"leave the list empty instead");
            return;
        }

        var names = Enum.GetNames<ValidationMetric>().Append(MetricNames.Perplexity).ToHashSet();
        foreach (string? name in o.Metrics.Select(metric => metric.Name))
        {
            if (string.IsNullOrWhiteSpace(name) || !names.Add(name))
                v.Add(nameof(o.Metrics), $"must have distinct names, none of them a task's metric", name,
                    $"rename it");
        }

        void AloneWith(string own, string option, object? received, bool isAlone, string @default)
        {
            if (!isAlone)
                v.Add(option, $"can't be combined with {own:option}, which replaces it", received, $"set it to {@default}");
        }
    }

    private static void AddStartViolations(SequenceTrainerOptions o, OptionViolations v)
    {
        if (o.FrozenEpochs > 0 && o.HeadLearningRate == 0)
            v.Add(
                nameof(o.HeadLearningRate), $"must not be 0 while the head alone is trained",
                (OptionMessage)$"0 and {nameof(o.FrozenEpochs):option} of {o.FrozenEpochs}", $"raise it or set it to null");
        if (o is { DecayTowardStart: true, WeightDecay: 0 })
            Needs(nameof(o.DecayTowardStart), nameof(o.WeightDecay), true);
        if (o.ContinueFrom is { } model)
        {
            int networks = TrainedModels.In(model).Distinct().Count();
            if (networks != 1)
                v.Add(
                    nameof(o.ContinueFrom), $"must have one trained network of MlNet.Sequences",
                    $"{model.GetType().Name} with {networks}",
                    $"pass what a trainer's Fit returned, or a chain with it");
            if (o.InitialEmbeddings is { } embeddings)
                v.Add(
                    nameof(o.InitialEmbeddings),
                    $"must be null with {nameof(o.ContinueFrom):option}, whose embedding it would replace", embeddings,
                    $"set one of them to null");
            return;
        }

        if (o.MapVocabulary)
            Needs(nameof(o.MapVocabulary), nameof(o.ContinueFrom), true);
        if (o.FrozenEpochs > 0)
            Needs(nameof(o.FrozenEpochs), nameof(o.ContinueFrom), o.FrozenEpochs);
        if (o.FrozenEmbeddingEpochs > 0)
            Needs(nameof(o.FrozenEmbeddingEpochs), nameof(o.ContinueFrom), o.FrozenEmbeddingEpochs);
        if (o.DecayTowardStart)
            Needs(nameof(o.DecayTowardStart), nameof(o.ContinueFrom), true);

        void Needs(string option, string other, object received) =>
            v.Add(option, $"needs {other:option}", received, $"set {other:option}, too");
    }

    private static void AddCheckpointViolations(SequenceTrainerOptions o, OptionViolations v)
    {
        if (o.CheckpointFolder is { } folder && string.IsNullOrWhiteSpace(folder))
            v.Add(nameof(o.CheckpointFolder), $"must be the path of a folder", folder, $"name one, or set it to null");
        if (o.CheckpointFolder is not null)
            return;
        foreach (var (name, value) in new (string, object?)[]
        {
            (nameof(o.CheckpointEverySteps), o.CheckpointEverySteps),
            (nameof(o.CheckpointEveryMinutes), o.CheckpointEveryMinutes),
            (nameof(o.Resume), o.Resume ? true : null),
        })
        {
            if (value is not null)
                v.Add(name, $"needs a {nameof(o.CheckpointFolder):option}", value, $"set {nameof(o.CheckpointFolder):option}, " +
                    $"too");
        }
    }
}
