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
        if (o.NumberOfEpochs is { } epochs)
            v.AtLeast(nameof(o.NumberOfEpochs), epochs, 1);
        if (o.BatchSize is { } batchSize)
            v.AtLeast(nameof(o.BatchSize), batchSize, 1);
        if (o.LearningRate is { } learningRate)
            v.Above(nameof(o.LearningRate), learningRate, 0);
        v.Defined(nameof(o.LearningRateSchedule), o.LearningRateSchedule);
        AddPartViolations(o, v);
        AddStartViolations(o, v);
        if (!(o.PlateauFactor is > 0 and < 1))
            v.Add(nameof(o.PlateauFactor), $"must be above 0 and below 1", o.PlateauFactor, $"set a number in that range");
        v.AtLeast(nameof(o.PlateauPatience), o.PlateauPatience, 1);
        v.AtLeast(nameof(o.GradientAccumulationSteps), o.GradientAccumulationSteps, 1);
        if (o.WeightAverageDecay is { } decay)
            v.FromToBelow(nameof(o.WeightAverageDecay), decay, 0, 1);
        v.AtLeast(nameof(o.MinimumImprovement), o.MinimumImprovement, 0);
        v.AtLeast(nameof(o.BestEpochTolerance), o.BestEpochTolerance, 0);
        AddCheckpointViolations(o, v);
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
            v.Add(nameof(o.Device), $"must be one of those named", o.Device, $"{deviceError}");
        v.Defined(nameof(o.Precision), o.Precision);
        if (o.NumberOfThreads is { } threads)
            v.AtLeast(nameof(o.NumberOfThreads), threads, 1);
        v.AtLeast(nameof(o.ShuffleWindowSize), o.ShuffleWindowSize, 1);
        if (o.Callbacks is null || o.Callbacks.Contains(null!))
            v.Add(nameof(o.Callbacks), $"must hold no null", null, $"leave the list empty instead");
    }

    private static void AddPartViolations(SequenceTrainerOptions o, OptionViolations v)
    {
        (string Name, double? Rate)[] rates =
        [
            (nameof(o.EmbeddingLearningRate), o.EmbeddingLearningRate), (nameof(o.BodyLearningRate), o.BodyLearningRate),
            (nameof(o.HeadLearningRate), o.HeadLearningRate),
        ];
        foreach (var (name, rate) in rates)
        {
            if (rate is { } given)
                v.AtLeast(name, given, 0);
        }

        if (rates.All(part => part.Rate == 0))
            v.AddRule($"Not all parts of a network can be frozen", "learning rates of 0 for the embedding, the body and the head", $"raise one or set it to null");
    }

    private static void AddStartViolations(SequenceTrainerOptions o, OptionViolations v)
    {
        v.AtLeast(nameof(o.FrozenEpochs), o.FrozenEpochs, 0);
        if (o.FrozenEpochs > 0 && o.HeadLearningRate == 0)
            v.Add(
                nameof(o.HeadLearningRate), $"must not be 0 while the head alone is trained",
                (OptionMessage)$"0 and {nameof(o.FrozenEpochs):option} of {o.FrozenEpochs}", $"raise it or set it to null");
        if (o.ContinueFrom is { } model)
        {
            int networks = TrainedModels.In(model).Distinct().Count();
            if (networks != 1)
                v.Add(
                    nameof(o.ContinueFrom), $"must have one trained network of MlNet.Sequences", $"{model.GetType().Name} with {networks}",
                    $"give what a trainer's Fit returned, or a chain with it");
            if (o.InitialEmbeddings is { } embeddings)
                v.Add(
                    nameof(o.InitialEmbeddings), $"must be null with {nameof(o.ContinueFrom):option}, whose embedding it would replace", embeddings,
                    $"set one of them to null");
            return;
        }

        if (o.MapVocabulary)
            Needs(nameof(o.MapVocabulary), nameof(o.ContinueFrom), true);
        if (o.FrozenEpochs > 0)
            Needs(nameof(o.FrozenEpochs), nameof(o.ContinueFrom), o.FrozenEpochs);

        void Needs(string option, string other, object received) => v.Add(option, $"needs {other:option}", received, $"set {other:option}, too");
    }

    private static void AddCheckpointViolations(SequenceTrainerOptions o, OptionViolations v)
    {
        if (o.CheckpointEverySteps is { } steps)
            v.AtLeast(nameof(o.CheckpointEverySteps), steps, 1);
        if (o.CheckpointEveryMinutes is { } minutes)
            v.Above(nameof(o.CheckpointEveryMinutes), minutes, 0);
        if (o.CheckpointFolder is { } folder && string.IsNullOrWhiteSpace(folder))
            v.Add(nameof(o.CheckpointFolder), $"must be the path of a folder", folder, $"name one, or set it to null");
        if (o.CheckpointFolder is not null)
            return;
        foreach (var (name, value) in new (string, object?)[]
        {
            (nameof(o.CheckpointEverySteps), o.CheckpointEverySteps), (nameof(o.CheckpointEveryMinutes), o.CheckpointEveryMinutes),
            (nameof(o.Resume), o.Resume ? true : null),
        })
        {
            if (value is not null)
                v.Add(name, $"needs a {nameof(o.CheckpointFolder):option}", value, $"set {nameof(o.CheckpointFolder):option}, too");
        }
    }
}
