using CsCheck;
using Microsoft.ML;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

/// <summary>
/// Whatever valid settings a trainer has, its model survives the file; whatever is wrong with them is told at once.
/// </summary>
[TestClass]
public sealed class ConfigurationPropertyTests
{
    private static readonly Gen<double> Rate = Gen.OneOf(Gen.Const(0.0), Gen.Double[0.05, 0.9]);

    private static readonly Gen<SequenceTrainerOptions> Recurrents = Gen.Select(
        Gen.Int[0, 2], Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[1, 3], Gen.Bool,
        Gen.Enum<SequencePooling>().Where(pooling => pooling != SequencePooling.First),
        Gen.Select(Rate, Rate, Rate, Rate),
        SequenceTrainerOptions (cell, embedding, hidden, layers, bidirectional, pooling, rates) =>
        {
            RecurrentOptions options = cell switch { 0 => new LstmOptions(), 1 => new GruOptions(), _ => new RnnOptions() };
            (options.EmbeddingSize, options.HiddenSize, options.NumberOfLayers) = (embedding, hidden, layers);
            (options.Bidirectional, options.Pooling) = (bidirectional, pooling);
            (options.StepDropout, options.EmbeddingDropout, options.RecurrentDropout, options.HeadDropout) = rates;
            return options;
        });

    private static readonly Gen<SequenceTrainerOptions> Transformers = Gen.Select(
        Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[1, 9], Gen.Enum<PositionEncoding>(), Gen.Enum<SequencePooling>(),
        Gen.Select(Rate, Rate, Rate, Rate, Rate),
        SequenceTrainerOptions (heads, width, layers, feedForward, positions, pooling, rates) =>
        {
            var options = new TransformerOptions
            {
                NumberOfHeads = heads,
                HiddenSize = heads * width * (positions == PositionEncoding.Rotary ? 2 : 1),
                NumberOfLayers = layers,
                FeedForwardSize = feedForward,
                Positions = positions,
                Pooling = pooling,
            };
            (options.StepDropout, options.EmbeddingDropout, options.ResidualDropout, options.AttentionDropout,
                options.HeadDropout) =
                rates;
            return options;
        });

    private static readonly Gen<SequenceTrainerOptions> Valid = Gen.Select(
        Gen.OneOf(Recurrents, Transformers), Gen.Int[1, 40], Gen.Enum<SequenceOptimizer>(), Gen.Enum<LearningRateSchedule>(),
        Gen.Select(Gen.Double[0.01, 0.5], Gen.Double[0, 1], Gen.Int[1, 60], Gen.Int[0, 1000]),
        Gen.Select(Gen.Int[1, 4], Gen.Double[0, 0.99].Nullable(), Gen.Double[0, 0.02].Nullable(), Gen.Double[0, 0.02].Nullable()),
        (options, batch, optimizer, schedule, more, training) =>
        {
            (options.GradientAccumulationSteps, options.WeightAverageDecay, options.EmbeddingLearningRate,
                options.BodyLearningRate) =
                training;
            (options.BatchSize, options.Optimizer, options.LearningRateSchedule) = (batch, optimizer, schedule);
            (options.ValidationFraction, options.WarmupFraction, options.ShuffleWindowSize, options.Seed) = more;
            (options.NumberOfEpochs, options.LearningRate) = (1, 0.01);
            return options;
        });

    // Each breaks one rule of every trainer, whatever the others break.
    private static readonly (string Option, Action<SequenceTrainerOptions> Break)[] Breaks =
    [
        (nameof(SequenceTrainerOptions.BatchSize), o => o.BatchSize = 0),
        (nameof(SequenceTrainerOptions.NumberOfEpochs), o => o.NumberOfEpochs = -1),
        (nameof(SequenceTrainerOptions.LearningRate), o => o.LearningRate = double.PositiveInfinity),
        (nameof(SequenceTrainerOptions.ValidationFraction), o => o.ValidationFraction = 1),
        (nameof(SequenceTrainerOptions.WeightDecay), o => o.WeightDecay = double.NaN),
        (nameof(SequenceTrainerOptions.FeatureColumnName), o => o.FeatureColumnName = ""),
        (nameof(SequenceTrainerOptions.Device), o => o.Device = "tpu"),
        (nameof(LstmOptions.HiddenSize), o => Set(o, nameof(LstmOptions.HiddenSize), -1)),
        (nameof(LstmOptions.NumberOfLayers), o => Set(o, nameof(LstmOptions.NumberOfLayers), 0)),
        (nameof(LstmOptions.Pooling), o => Set(o, nameof(LstmOptions.Pooling), (SequencePooling)99)),
        (nameof(LstmOptions.StepDropout), o => Set(o, nameof(LstmOptions.StepDropout), 1.0)),
        (nameof(LstmOptions.EmbeddingDropout), o => Set(o, nameof(LstmOptions.EmbeddingDropout), -0.1)),
        (nameof(LstmOptions.HeadDropout), o => Set(o, nameof(LstmOptions.HeadDropout), double.NaN)),
    ];

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_random_configuration_trains_and_scores_alike_once_saved_and_loaded()
    {
        var data = Toy.Tokens(_mlContext, 60);
        Gen.Select(Valid, Gen.Enum<ToyTask>()).Sample(
            (options, task) =>
            {
                using var model = Toy.Trainer(_mlContext, task, options).Fit(data);
                using var reloaded = (SequencePredictionTransformer)ModelFile.Reload(_mlContext, model);
                string[] scores = CellReader.Read(model.Transform(data), "Score");
                CollectionAssert.AreEqual(scores, CellReader.Read(reloaded.Transform(data), "Score"));
                Assert.IsTrue(Toy.ScoreVectors(model, data).SelectMany(row => row).All(float.IsFinite));
                Assert.AreEqual(Fits.Describe(model.History), Fits.Describe(reloaded.History));
                CollectionAssert.AreEqual(model.ArchitectureSettings.ToArray(), reloaded.ArchitectureSettings.ToArray());
            },
            iter: 60, threads: 1, print: Describe);
    }

    [TestMethod]
    public void Every_violation_of_a_random_configuration_is_listed() => Gen.Select(
        Valid, Gen.Enum<ToyTask>(), Gen.Int[0, Breaks.Length - 1].HashSet[1, Breaks.Length]).Sample(
        (options, task, broken) =>
        {
            foreach (int i in broken)
                Breaks[i].Break(options);
            string message = Assert.ThrowsExactly<InvalidOptionsException>(() => Toy.Trainer(_mlContext, task, options)).Message;
            foreach (int i in broken)
                StringAssert.Contains(message, $"\n- {Breaks[i].Option} must");
            Assert.HasCount(broken.Count + 1, message.Split('\n'), message);
        },
        iter: 200);

    private static void Set(SequenceTrainerOptions options, string name, object value) =>
        options.GetType().GetProperty(name)!.SetValue(options, value);

    private static string Describe((SequenceTrainerOptions Options, ToyTask Task) sample) =>
        $"{sample.Task} {sample.Options.GetType().Name} " +
        string.Join(", ", sample.Options.GetType().GetProperties().Select(p => $"{p.Name}={p.GetValue(sample.Options)}"));
}
