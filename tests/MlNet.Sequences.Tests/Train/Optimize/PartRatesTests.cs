namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class PartRatesTests
{
    [TestMethod]
    public void A_part_without_a_rate_of_its_own_has_that_of_all_and_0_is_frozen()
    {
        var rates = new PartRates(
            new LstmOptions { LearningRate = 0.01, EmbeddingLearningRate = 0, HeadLearningRate = 0.05 }, ValidationMetric.Loss,
            totalSteps: 10);
        Assert.AreEqual(0, rates.FactorOf(NetworkPart.Embedding));
        Assert.AreEqual(1, rates.FactorOf(NetworkPart.Body));
        Assert.AreEqual(5, rates.FactorOf(NetworkPart.Head), 1e-12);
    }

    [TestMethod]
    public void In_an_encoder_rates_fall_from_layer_to_layer()
    {
        var architecture = new BertArchitecture
        {
            HiddenSize = 4,
            NumberOfLayers = 3,
            NumberOfHeads = 2,
            FeedForwardSize = 4,
            NumberOfPositions = 4,
        };
        using var network = NetworkBuilder.Build(architecture, new SequenceInput(5, 0), new HeadKind(1), seed: 1);
        var rates = new PartRates(
            new PretrainedOptions { LearningRate = 0.01, HeadLearningRate = 0.05, LayerRateDecay = 0.5 }, ValidationMetric.Loss,
            totalSteps: 10);
        var factors = network.Weights().ToDictionary(weight => weight.Name, rates.FactorOf);
        Assert.AreEqual(5, factors["head.weight"], 1e-12);
        Assert.AreEqual(1, factors["encoder.layers.2.linear1.weight"]);
        Assert.AreEqual(0.25, factors["encoder.layers.0.norm2.bias"]);
        Assert.AreEqual(0.125, factors["positions.weight"]);
        Assert.AreEqual(0.125, factors["embedding.weight"]);
        Assert.IsFalse(PartRates.AreOne(new PretrainedOptions { LearningRate = 0.01 }));
        Assert.IsTrue(PartRates.AreOne(new PretrainedOptions { LearningRate = 0.01, LayerRateDecay = 1 }));
    }

    [TestMethod]
    public void On_a_plateau_the_rate_is_reduced_and_again_on_the_next()
    {
        var options = new LstmOptions
        {
            LearningRate = 0.8,
            LearningRateSchedule = LearningRateSchedule.ReduceOnPlateau,
            PlateauFactor = 0.5,
            PlateauPatience = 2,
            MinimumImprovement = 0.05,
        };
        var rates = new PartRates(options, ValidationMetric.Accuracy, totalSteps: 1_000);
        double[] accuracies = [0.5, 0.7, 0.72, 0.74, 0.9, 0.1, 0.2, 0.3, 0.4];
        double[] expected = [0.8, 0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2, 0.1];
        for (int done = 0; done <= accuracies.Length; done++)
        {
            EpochMetrics[] epochs = [.. accuracies.Take(done).Select((accuracy, i) => Epoch(i + 1, accuracy))];
            Assert.AreEqual(expected[done], rates.At(step: 7, epochs), 1e-12, $"after {done} epochs");
        }
    }

    [TestMethod]
    public void Where_by_chance_no_row_is_held_out_the_rate_stays()
    {
        var options = new LstmOptions { LearningRate = 0.003, LearningRateSchedule = LearningRateSchedule.ReduceOnPlateau };
        var epoch = Epoch(1, 0) with { Validation = new Dictionary<string, double>() };
        Assert.AreEqual(options.LearningRate, new PartRates(options, ValidationMetric.Loss, 5).At(3, [epoch, epoch, epoch]));
    }

    private static EpochMetrics Epoch(int number, double accuracy) => new()
    {
        Epoch = number,
        TrainingLoss = 1,
        Validation = new Dictionary<string, double> { ["Accuracy"] = accuracy },
        TrainingSeconds = 1,
        ValidationSeconds = 1,
        SamplesPerSecond = 1,
        LearningRate = 1,
    };
}
