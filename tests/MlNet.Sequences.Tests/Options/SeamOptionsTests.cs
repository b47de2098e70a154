using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>Losses, metrics and schedules of the user's own as options: their identity, JSON, equality.</summary>
[TestClass]
public sealed class SeamOptionsTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_schedule_gives_the_rate_of_each_step()
    {
        var options = Toy.Options;
        (options.Schedule, options.NumberOfEpochs, options.LearningRate) = (new Falling(4), 3, 0.01);
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 32));
        CollectionAssert.AreEqual(
            new[] { 0.01 * Math.Pow(4, -1.0 / 6), 0.01 * Math.Pow(4, -3.0 / 6), 0.01 * Math.Pow(4, -5.0 / 6) },
            model.History.Epochs.Select(epoch => epoch.LearningRate).ToArray());
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(-0.5)]
    [DataRow(double.PositiveInfinity)]
    public void A_factor_that_is_none_is_an_error_that_names_the_schedule_and_the_step(double factor)
    {
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() =>
            Fit(new LstmOptions { Schedule = new Given((done, _) => done == 2 ? factor : 1) }));
        Assert.Contains(
            FormattableString.Invariant(
                $"SeamOptionsTests+Given must return a finite factor of 0 or more; it returned {factor} for step 2 of "),
            failure.Message);
    }

    [TestMethod]
    public void What_a_schedule_throws_is_told_with_its_type()
    {
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() =>
            Fit(new LstmOptions { Schedule = new Given((_, _) => throw new TimeoutException("late")) }));
        Assert.AreEqual(
            "The schedule MlNet.Sequences.Tests.SeamOptionsTests+Given failed: TimeoutException: late", failure.Message);
    }

    [TestMethod]
    public void A_named_schedule_beside_one_s_own_is_refused()
    {
        var options = new LstmOptions { Schedule = new Falling(2), LearningRateSchedule = LearningRateSchedule.CosineDecay };
        Assert.Contains(
            "LearningRateSchedule can't be combined with Schedule, which replaces it; received CosineDecay; set it to OneCy",
            Assert.ThrowsExactly<InvalidOptionsException>(() => Toy.Trainer(_mlContext, options)).Message);
    }

    [TestMethod]
    public void JSON_refuses_code_and_says_what_and_the_text_has_it()
    {
        foreach (var (options, name, text) in new (LstmOptions, string, string)[]
        {
            (new() { Loss = new Plain { Gamma = 3, Kind = SequencePadding.Pre } }, "loss",
                """{"type":"MlNet.Sequences.Tests.SeamOptionsTests+Plain","gamma":3,"kind":"Pre"}"""),
            (new() { Schedule = new Falling(4) }, "schedule",
                """{"type":"MlNet.Sequences.Tests.SeamOptionsTests+Falling","divisor":4}"""),
            (new() { Metrics = { new Weighed([1, 2.5]) } }, "metrics",
                """[{"type":"MlNet.Sequences.Tests.SeamOptionsTests+Weighed","weights":[1,2.5],"name":"Weighed",""" +
                "\"isLowerBetter\":false}]"),
        })
        {
            Assert.AreEqual(
                $"JSON can't hold {name}, which is code: {text}. Write options without it, and set it in code after they are " +
                "read.",
                Assert.ThrowsExactly<InvalidOperationException>(options.ToJson).Message);
            Assert.Contains($"{name}: {text}", options.ToString());
        }

        Assert.DoesNotContain("schedule:", new LstmOptions().ToString());
    }

    [TestMethod]
    public void Options_are_equal_where_their_code_is()
    {
        LstmOptions With(double gamma, double[] weights) =>
            new() { Loss = new Equal(gamma), Metrics = { new Weighed(weights) }, Schedule = new Falling(1) };
        double[] shared = [1];
        var schedule = new Falling(2);
        var (one, other) = (With(2, shared), With(2, shared));
        (one.Schedule, other.Schedule) = (schedule, schedule);
        (one.Metrics[0], other.Metrics[0]) = (new Other(), one.Metrics[0]);
        Assert.AreNotEqual(one, other);
        other.Metrics[0] = one.Metrics[0];
        Assert.AreEqual(one, other);
        Assert.AreEqual(one.GetHashCode(), other.GetHashCode());
        other.Loss = new Equal(3);
        Assert.AreNotEqual(one, other);
    }

    [TestMethod]
    public void A_checkpoint_is_resumed_with_the_same_code_alone()
    {
        using var folder = new ScratchFolder();
        Assert.ThrowsExactly<TimeZoneNotFoundException>(() => Fit(Options(new Plain { Gamma = 2 }, new Falling(4), stop: true)));
        foreach (var (options, difference) in new[]
        {
            (Options(new Plain { Gamma = 3 }, new Falling(4)),
                """loss is {"type":"MlNet.Sequences.Tests.SeamOptionsTests+Plain","gamma":3,"kind":"Post"} and was {"type"""),
            (Options(null, new Falling(4)), "loss is null and was {"),
            (Options(new Plain { Gamma = 2 }, new Falling(5)),
                "\"divisor\":5} and was {\"type\":\"MlNet.Sequences.Tests.SeamOptionsTests+Falling\",\"divisor\":4}"),
            (Options(new Plain { Gamma = 2 }, null), "schedule is null and was {"),
        })
        {
            Assert.Contains(difference, Assert.ThrowsExactly<InvalidOperationException>(() => Fit(options)).Message);
        }

        using var resumed = Fit(Options(new Plain { Gamma = 2 }, new Falling(4)));
        Assert.HasCount(3, resumed.History.Epochs);

        LstmOptions Options(ISequenceLoss? loss, ILearningRateSchedule? schedule, bool stop = false)
        {
            var options = Toy.Options;
            (options.Loss, options.Schedule, options.NumberOfEpochs) = (loss, schedule, 3);
            (options.CheckpointFolder, options.Resume) = (folder.Path, !stop);
            if (stop)
                options.Callbacks = [new Fits.OnEpoch(epoch => _ = epoch.Epoch < 2 ? 0 : throw new TimeZoneNotFoundException())];
            return options;
        }
    }

    private SequencePredictionTransformer Fit(LstmOptions options)
    {
        (options.BatchSize, options.NumberOfEpochs) = (16, options.NumberOfEpochs ?? 2);
        return Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 60));
    }

    private sealed class Plain : ISequenceLoss
    {
        public double Gamma { get; init; }

        public SequencePadding Kind { get; init; } = SequencePadding.Post;

        public torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets) => (logits - targets).Squared();
    }

    private sealed record Equal(double Gamma) : ISequenceLoss
    {
        public torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets) => (logits - targets).Squared();
    }

    private sealed class Falling(double divisor) : ILearningRateSchedule
    {
        public double FactorAt(long stepsDone, long totalSteps) => Math.Pow(divisor, -stepsDone / (double)totalSteps);
    }

    private sealed class Given(Func<long, long, double> factor) : ILearningRateSchedule
    {
        public double FactorAt(long stepsDone, long totalSteps) => factor(stepsDone, totalSteps);
    }

    private sealed class Weighed(double[] weights) : ISequenceMetric
    {
        private readonly double[] _weights = weights;

        public double Compute(ScoredRows rows) => _weights[0];
    }

    private sealed class Other : ISequenceMetric
    {
        public double Compute(ScoredRows rows) => 0;
    }
}
