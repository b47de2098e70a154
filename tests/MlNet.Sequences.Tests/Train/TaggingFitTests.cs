using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Fits of taggers that are interrupted, read in windows, or continued from another model.</summary>
[TestClass]
public sealed class TaggingFitTests : TaggingFixture
{
    [TestMethod]
    [DataRow("lstm")]
    [DataRow("transformer")]
    public void A_fit_that_is_killed_ends_bit_for_bit_as_one_that_was_left_alone(string network)
    {
        using var folder = new ScratchFolder();
        var data = Toy.Tokens(MlContext, 200);
        byte[] expected = Weights(data, Settings());
        var killed = Settings();
        killed.CheckpointFolder = folder.Path;
        killed.CheckpointEverySteps = 7;
        killed.Callbacks = [new Fits.OnEpoch(epoch => throw new TimeZoneNotFoundException())];
        Assert.ThrowsExactly<TimeZoneNotFoundException>(() => Weights(data, killed));
        var resumed = Settings();
        (resumed.CheckpointFolder, resumed.Resume) = (folder.Path, true);
        Assert.IsTrue(expected.SequenceEqual(Weights(data, resumed)));

        SequenceTrainerOptions Settings()
        {
            var options = Options(network, epochs: 3);
            (options.ValidationFraction, options.WeightAverageDecay, options.EarlyStoppingPatience) = (0.2, 0.9, 2);
            if (options is RecurrentOptions recurrent)
                (recurrent.StepDropout, recurrent.EmbeddingDropout, recurrent.HeadDropout) = (0.3, 0.2, 0.2);
            return options;
        }
    }

    [TestMethod]
    public void Rows_that_are_read_in_windows_are_learned_alike()
    {
        var options = Options("lstm", epochs: 14);
        options.ShuffleWindowSize = 100;
        using var model = Fit(options, Toy.Tokens(MlContext, 600));
        var metrics =
            MlContext.MulticlassClassification.EvaluateTagging(model.Transform(Toy.Tokens(MlContext, 200, seed: 2)), "Tags");
        Assert.IsGreaterThan(0.95, metrics.MicroAccuracy);
    }

    [TestMethod]
    public void A_tagger_goes_on_from_a_tagger_with_its_head_and_from_a_classifier_with_a_new_one()
    {
        var data = Toy.Tokens(MlContext, 200);
        using var first = Fit(Options("lstm", epochs: 10), data);
        var next = Options("lstm");
        (next.ContinueFrom, next.LearningRate) = (first, 1e-6);
        using var second = Fit(next, data);
        double before = Metrics(first).LogLoss, after = Metrics(second).LogLoss;
        Assert.AreEqual(before, after, 0.01);

        var classes = Options("lstm");
        classes.LabelColumnName = "Kind";
        using var classifier = MlContext.MulticlassClassification.Trainers.Sequence(classes).Fit(data);
        next = Options("lstm");
        next.ContinueFrom = classifier;
        var told = new List<string>();
        MlContext.Log += (_, e) => told.Add(e.Message);
        using var third = Fit(next, data);
        const string NewHead = "the head is new, because the model's was trained for 3 classes";
        Assert.IsTrue(told.Any(message => message.Contains(NewHead, StringComparison.Ordinal)));

        MulticlassClassificationMetrics Metrics(ITransformer model) =>
            MlContext.MulticlassClassification.EvaluateTagging(model.Transform(data), "Tags");
    }
}
