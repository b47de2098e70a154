namespace MlNet.Sequences.Tests;

/// <summary>What a fit writes into a folder of checkpoints, and what it leaves there.</summary>
[TestClass]
public sealed class CheckpointFolderTests : CheckpointFixture
{
    [TestMethod]
    public void The_last_two_and_the_best_are_kept_and_each_is_told()
    {
        using var folder = new ScratchFolder();
        var saved = new List<CheckpointSaved>();
        var options = Options(folder);
        (options.NumberOfEpochs, options.CheckpointEverySteps, options.LearningRate) = (6, 3, 0.05);
        options.BestEpochMetric = ValidationMetric.Loss;
        options.Callbacks = [new OnCheckpoint(saved.Add)];
        using var model = Toy.Trainer(MlContext, options)
            .Fit(Fits.Noise(MlContext, 100, seed: 1), Fits.Noise(MlContext, 50, seed: 2));

        Assert.IsLessThan(5, model.History.KeptEpoch, "what is best is not among the last, or the test tests nothing");
        string best = saved.Last(s => s.IsBest).Path;
        Assert.AreEqual(model.History.KeptEpoch, saved.Last(s => s.IsBest).Epoch);
        string[] expected = [best, .. saved.Select(s => s.Path).Distinct().TakeLast(2)];
        CollectionAssert.AreEquivalent(expected, Directory.GetFiles(folder.Path, "*.safetensors"));
        Assert.IsTrue(saved.All(s => s.Seconds > 0));
        CollectionAssert.IsSubsetOf(new long[] { 3, 6, 7, 9, 12, 14 }, saved.Select(s => s.Step).ToArray());
    }

    [TestMethod]
    public void Minutes_make_checkpoints_due_as_steps_do()
    {
        foreach (var (minutes, steps) in new[] { (1e-9, 14), (1e6, 2) })
        {
            using var folder = new ScratchFolder();
            var saved = new List<CheckpointSaved>();
            var options = Options(folder);
            (options.NumberOfEpochs, options.CheckpointEveryMinutes) = (2, minutes);
            options.Callbacks = [new OnCheckpoint(saved.Add)];
            Fit(options).Dispose();
            Assert.AreEqual(steps, saved.Select(s => s.Step).Distinct().Count());
        }
    }

    [TestMethod]
    public void A_checkpoint_is_a_safetensors_file_under_the_names_of_PyTorch()
    {
        using var folder = new ScratchFolder();
        var options = Options(folder);
        (options.WeightAverageDecay, options.ValidationFraction) = (0.9, 0.2);
        using var model = Fit(options);
        using var scope = TorchSharp.torch.NewDisposeScope();
        string last = Directory.GetFiles(folder.Path, "*.safetensors").Max()!;
        var tensors = SafeTensors.Read(File.ReadAllBytes(last));
        foreach (string name in new[] { "embedding.weight", "lstm.weight_ih_l0", "head.bias" })
        {
            foreach (string part in new[] { "model", "average", "best", "optimizer.exp_avg", "optimizer.exp_avg_sq" })
                Assert.IsTrue(tensors.ContainsKey($"{part}.{name}"), $"{part}.{name}");
        }
    }

    [TestMethod]
    public void Half_written_files_of_a_killed_process_are_cleared_away_and_other_files_stay()
    {
        using var folder = new ScratchFolder();
        string left = folder.Write(".mlnet-sequences-left.tmp", "half");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-5));
        folder.Write("notes.txt", "mine");
        folder.Write("checkpoint-best.safetensors", "mine, too");
        Fit(Options(folder)).Dispose();
        Assert.IsFalse(File.Exists(left));
        Assert.IsTrue(File.Exists(folder.At("notes.txt")));
        Assert.IsTrue(File.Exists(folder.At("checkpoint-best.safetensors")));
    }

    [TestMethod]
    public void Two_fits_at_once_can_not_share_a_folder()
    {
        using var folder = new ScratchFolder();
        var options = Options(folder);
        options.Callbacks = [new Fits.OnEpoch(_ => StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Fit(Options(folder))).Message, "one fit at a time"))];
        Fit(options).Dispose();
        Fit(Options(folder)).Dispose();
    }

    [TestMethod]
    public void A_folder_that_can_not_be_is_an_error_before_the_first_step()
    {
        using var folder = new ScratchFolder();
        var options = Options(folder);
        options.CheckpointFolder = folder.Write("file", "not a folder");
        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => Fit(options)).Message, "CheckpointFolder");
    }

    [TestMethod]
    public void A_checkpoint_that_can_not_be_written_ends_the_fit_and_leaves_the_earlier_ones()
    {
        using var folder = new ScratchFolder();
        var options = Options(folder);
        // A folder in the file's place: so it goes to whoever runs the test, root among them.
        options.Callbacks = [
            new Fits.OnEpoch(
                epoch => Directory.CreateDirectory(folder.At($"checkpoint-{(epoch.Epoch + 1) * 7:D9}.safetensors")))];
        string message = Assert.ThrowsExactly<IOException>(() => Fit(options)).Message;
        StringAssert.Contains(message, "it is a folder");
        StringAssert.Contains(message, folder.Path);
        Assert.IsTrue(File.Exists(folder.At("checkpoint-000000007.safetensors")));
    }

    private sealed class OnCheckpoint(Action<CheckpointSaved> action) : ICheckpointCallback
    {
        public void OnCheckpointSaved(CheckpointSaved checkpoint) => action(checkpoint);
    }
}
