using CsCheck;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>
/// A fit that ends anywhere and goes on from its checkpoint ends with the very weights of an uninterrupted one.
/// </summary>
[TestClass]
public sealed class ResumeTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    // Each adds to the state that a checkpoint must hold.
    private static readonly (string Name, Action<SequenceTrainerOptions> Set)[] Kinds =
    [
        ("plain", _ => { }),
        ("AdamW", o => (o.Optimizer, o.WeightDecay) = (SequenceOptimizer.AdamW, 0.1)),
        ("momentum", o => o.Optimizer = SequenceOptimizer.Sgd),
        ("average", o => o.WeightAverageDecay = 0.9),
        ("accumulation", o => (o.GradientAccumulationSteps, o.BatchSize) = (3, 4)),
        ("windows", o => o.ShuffleWindowSize = 30),
        ("plateau", o => o.LearningRateSchedule = LearningRateSchedule.ReduceOnPlateau),
        ("early stopping", o => o.EarlyStoppingPatience = 1),
        ("last epoch", o => o.KeepBestEpoch = false),
        ("frozen embedding", o => (o.EmbeddingLearningRate, o.HeadLearningRate) = (0, 0.02)),
        ("weight dropout", o =>
        {
            if (o is LstmOptions lstm)
                (lstm.WeightDropout, lstm.HiddenSize) = (0.5, 8); // our own kernels
        }),
        ("adversarial", o => o.AdversarialTraining = AdversarialTraining.Adversarial),
        ("virtual adversarial", o =>
        {
            (o.AdversarialTraining, o.UnlabeledData) = (
                AdversarialTraining.VirtualAdversarial, Toy.Tokens(new MLContext(), 40, seed: 9));
            if (o is LstmOptions lstm)
                lstm.HiddenSize = 8; // our own kernels
        }),
        ("rows without labels", o => o.UnlabeledData = Toy.Tokens(new MLContext(), 40, seed: 9)),
        ("no validation", o => (o.ValidationFraction, o.LearningRateSchedule) = (0, LearningRateSchedule.CosineDecay)),
    ];

    [TestMethod]
    public void A_fit_that_is_killed_anywhere_ends_as_one_that_was_left_alone() => Gen.Select(
        Gen.Int[0, Kinds.Length - 1], Gen.Int[0, 1], Gen.Int[1, 3], Gen.Int[1, 40], Gen.Int[1, 40]).Sample(
        (number, architecture, every, first, second) =>
            AssertResumes(Kinds[number].Name, architecture, every, first, second),
        iter: 12, threads: 1,
        print: t =>
            $"{Kinds[t.Item1].Name}, {(t.Item2 == 0 ? "LSTM" : "Transformer")}, every {t.Item3}, killed after {t.Item4} and " +
            $"{t.Item5}");

    [TestMethod]
    [DataRow("weight dropout", 0)]
    [DataRow("adversarial", 0)]
    [DataRow("adversarial", 1)]
    [DataRow("virtual adversarial", 0)]
    [DataRow("virtual adversarial", 1)]
    public void Regularized_fits_end_as_those_that_were_left_alone(string kind, int architecture) =>
        AssertResumes(kind, architecture, every: 2, first: 5, second: 11);

    private void AssertResumes(string name, int architecture, int every, int first, int second)
    {
        var kind = Kinds.Single(each => each.Name == name);
        using var folder = new ScratchFolder();
        var expected = Fit(architecture, kind.Set, _ => { });

        // An exception out of a callback ends the fit as a kill does: without another checkpoint.
        foreach (int steps in new[] { first, second })
            Die(architecture, kind.Set, o => Watch(o, folder, every, steps));
        var resumed = Fit(architecture, kind.Set, o => Watch(o, folder, every, int.MaxValue));
        Assert.AreEqual(expected.History, resumed.History, kind.Name);
        CollectionAssert.AreEqual(expected.Scores, resumed.Scores, kind.Name);

        // All is done already.
        var again = Fit(architecture, kind.Set, o => Watch(o, folder, every, int.MaxValue));
        CollectionAssert.AreEqual(expected.Scores, again.Scores, kind.Name);
    }

    [TestMethod]
    public void A_cancelled_fit_leaves_a_checkpoint_of_its_last_step()
    {
        using var folder = new ScratchFolder();
        using var source = new CancellationTokenSource();
        var options = LongEpochs();
        (options.CheckpointFolder, options.CancellationToken) = (folder.Path, source.Token);
        long cancelledAt = 0;
        options.Callbacks = [new Fits.OnStep(step =>
        {
            cancelledAt = step.Step;
            source.Cancel();
        })];
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(options));
        Assert.IsTrue(
            File.Exists(folder.At($"checkpoint-{cancelledAt:D9}.safetensors")),
            string.Join(' ', Directory.GetFiles(folder.Path)));

        FitStart? start = null;
        options = LongEpochs();
        (options.CheckpointFolder, options.Resume) = (folder.Path, true);
        options.Callbacks = [new Fits.OnStart(s => start = s)];
        var resumed = Fit(options);
        Assert.AreEqual(cancelledAt, start!.StepsDone);
        Assert.AreNotEqual(0, cancelledAt % start.StepsInEpoch, "in the midst of an epoch");
        var expected = Fit(LongEpochs());
        Assert.AreEqual(expected.History, resumed.History);
        CollectionAssert.AreEqual(expected.Scores, resumed.Scores);

        static LstmOptions LongEpochs()
        {
            var options = Toy.Options;
            (options.NumberOfEpochs, options.BatchSize, options.StepDropout) = (2, 1, 0.2);
            return options;
        }
    }

    [TestMethod]
    public void A_checkpoint_is_told_of_while_training_goes_on_and_not_with_the_next()
    {
        const int Steps = 2_001;
        using var folder = new ScratchFolder();
        using var source = new CancellationTokenSource();
        var options = Toy.Options;
        (options.BatchSize, options.CheckpointFolder, options.CheckpointEverySteps, options.CancellationToken) =
            (1, folder.Path, Steps / 2, source.Token);
        options.Callbacks = [new OnCheckpoint(_ => source.Cancel())];
        Assert.ThrowsExactly<OperationCanceledException>(
            () => Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, Steps)));
        string last = Path.GetFileNameWithoutExtension(Directory.GetFiles(folder.Path, "*.safetensors").Max()!);
        Assert.IsLessThan(Steps - 1, int.Parse(last.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void Resuming_where_there_is_nothing_begins_anew()
    {
        using var folder = new ScratchFolder();
        var resumed = Fit(0, _ => { }, o => (o.CheckpointFolder, o.Resume) = (Path.Combine(folder.Path, "new", "folder"), true));
        CollectionAssert.AreEqual(Fit(0, _ => { }, _ => { }).Scores, resumed.Scores);
    }

    [TestMethod]
    public void Without_a_seed_a_fit_resumes_with_that_of_its_checkpoint()
    {
        using var folder = new ScratchFolder();
        int seed = 0;
        Die(0, o => o.Seed = null, o =>
        {
            o.CheckpointFolder = folder.Path;
            o.Callbacks = [new Fits.OnStart(s => seed = s.Seed), new Fits.OnEpoch(_ => throw new TimeZoneNotFoundException())];
        });
        var resumed = Fit(0, o => o.Seed = null, o => (o.CheckpointFolder, o.Resume) = (folder.Path, true));
        CollectionAssert.AreEqual(Fit(0, o => o.Seed = seed, _ => { }).Scores, resumed.Scores);
    }

    private static void Watch(SequenceTrainerOptions options, ScratchFolder folder, int every, int steps)
    {
        (options.CheckpointFolder, options.CheckpointEverySteps, options.Resume) = (folder.Path, every, true);
        options.Callbacks = [new AtCheckpoint(steps / every + 1)];
    }

    private void Die(int architecture, Action<SequenceTrainerOptions> set, Action<SequenceTrainerOptions> watch)
    {
        try
        {
            Fit(architecture, set, watch);
        }
        catch (TimeZoneNotFoundException)
        {
        }
    }

    private (string History, float[] Scores) Fit(
        int architecture, Action<SequenceTrainerOptions> set, Action<SequenceTrainerOptions> watch)
    {
        SequenceTrainerOptions options = architecture == 0 ? Toy.Options : ToyTransformer.Options;
        (options.NumberOfEpochs, options.ValidationFraction, options.Seed) = (3, 0.2, 4);
        if (options is LstmOptions lstm)
            (lstm.EmbeddingDropout, lstm.StepDropout) = (0.2, 0.1);
        else
            ((TransformerOptions)options).StepDropout = 0.3;
        set(options);
        watch(options);
        return Fit(options);
    }

    private (string History, float[] Scores) Fit(SequenceTrainerOptions options)
    {
        // Without the context's seed, so that that of the options alone counts.
        using var model = Toy.Trainer(new MLContext(), ToyTask.Binary, options)
            .Fit(Toy.Tokens(_mlContext, options.BatchSize == 1 ? 1_500 : 150));
        return (Fits.Describe(model.History), Toy.Scores(model, Toy.Tokens(_mlContext, 50, seed: 9)));
    }

    /// <summary>Throws when so many checkpoints were written.</summary>
    private sealed class AtCheckpoint(int number) : ICheckpointCallback
    {
        private int _seen;

        public void OnCheckpointSaved(CheckpointSaved checkpoint)
        {
            if (++_seen == number)
                throw new TimeZoneNotFoundException();
        }
    }

    private sealed class OnCheckpoint(Action<CheckpointSaved> action) : ICheckpointCallback
    {
        public void OnCheckpointSaved(CheckpointSaved checkpoint) => action(checkpoint);
    }
}
