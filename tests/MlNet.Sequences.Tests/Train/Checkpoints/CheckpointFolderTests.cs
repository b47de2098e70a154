using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>What stands in a folder of checkpoints, what a fit makes of damage there, and what it refuses.</summary>
[TestClass]
public sealed class CheckpointFolderTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly List<string> _warnings = [];

    public CheckpointFolderTests() => _mlContext.Log += (_, e) =>
    {
        if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
            _warnings.Add(e.RawMessage);
    };

    [TestMethod]
    public void The_last_two_and_the_best_are_kept_and_each_is_told()
    {
        using var folder = new ScratchFolder();
        var saved = new List<CheckpointSaved>();
        var options = Options(folder);
        (options.NumberOfEpochs, options.CheckpointEverySteps, options.LearningRate) = (6, 3, 0.05);
        options.BestEpochMetric = ValidationMetric.Loss;
        options.Callbacks = [new OnCheckpoint(saved.Add)];
        using var model = Toy.Trainer(_mlContext, options)
            .Fit(Fits.Noise(_mlContext, 100, seed: 1), Fits.Noise(_mlContext, 50, seed: 2));

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
    public void A_damaged_last_checkpoint_gives_way_to_the_one_before_with_a_warning()
    {
        using var folder = new ScratchFolder();
        using var whole = Fit(Options(folder));
        string[] files = [.. Directory.GetFiles(folder.Path, "*.safetensors").Order()];
        var random = new Random(1);
        byte[] content = File.ReadAllBytes(files[^1]);
        for (int i = 0; i < 20; i++)
        {
            _warnings.Clear();
            byte[] damaged = [.. content];
            // Cut off, or with one bit turned.
            if (i % 3 == 0)
                damaged = damaged[..random.Next(damaged.Length)];
            else
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(files[^1], damaged);
            using var resumed = Fit(Options(folder));
            Assert.HasCount(
                1, _warnings.Where(w => w.Contains(files[^1], StringComparison.Ordinal)).ToArray(), string.Join('\n', _warnings));
            CollectionAssert.AreEqual(Scores(whole), Scores(resumed));
        }
    }

    [TestMethod]
    [DataRow("position", "{}", "missing required properties")]
    [DataRow("position.step", "-1", "Step must be at least 0")]
    [DataRow("position.epochBatches", "9223372036854775807", "EpochBatches must be at most")]
    [DataRow("position.totalSeconds", "\"NaN\"", "TotalSeconds must be at least 0")]
    [DataRow("position.epochs", "[null]", "Epochs must be numbered from 1")]
    [DataRow("position.epochs", "null", "null")]
    [DataRow("choice.keptEpoch", "99", "KeptEpoch must be from 0")]
    [DataRow("optimizerSteps", "[-1]", "The steps of a weight must be from 0")]
    public void A_position_that_no_fit_has_reached_is_refused_though_the_digest_fits(string member, string value, string expected)
    {
        using var folder = new ScratchFolder();
        Fit(Options(folder)).Dispose();
        string file = Directory.GetFiles(folder.Path, "*.safetensors").Max()!;
        using var scope = TorchSharp.torch.NewDisposeScope();
        CheckpointFile.Read(file);
        Forge(file, state =>
        {
            string[] path = member.Split('.');
            (path.Length == 1 ? state : state[path[0]]!)[path[^1]] = JsonNode.Parse(value);
        });
        string message = Assert.ThrowsExactly<InvalidDataException>(() => CheckpointFile.Read(file)).Message;
        StringAssert.Contains(message, "Its description can't be read");
        StringAssert.Contains(message, expected);
    }

    private static void Forge(string file, Action<JsonNode> edit)
    {
        byte[] bytes = File.ReadAllBytes(file);
        int length = (int)BitConverter.ToInt64(bytes);
        var header = JsonNode.Parse(bytes.AsSpan(8, length))!;
        var metadata = header["__metadata__"]!;
        var state = JsonNode.Parse((string)metadata["mlnet_sequences_checkpoint"]!)!;
        edit(state);
        metadata["mlnet_sequences_checkpoint"] = state.ToJsonString();
        metadata["sha256"] = new string('0', 64);
        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        CheckpointFile.Write(file, (byte[])[.. BitConverter.GetBytes((long)json.Length), .. json, .. bytes[(8 + length)..]]);
    }

    // Earlier versions counted the positions by the rows alone, and this one by the column's length.
    [TestMethod]
    public void A_checkpoint_with_fewer_learned_positions_than_the_column_has_steps_is_gone_on_from()
    {
        using var folder = new ScratchFolder();
        var rows = Toy.Tokens(_mlContext, 40);
        var padded = _mlContext.Transforms.PadSequence("Features", "Features", length: 60).Fit(rows).Transform(rows);
        using var earlier = ToyTransformer.Trainer(_mlContext, Learned(maximumLength: 12)).Fit(padded);
        foreach (string file in Directory.GetFiles(folder.Path, "*.safetensors"))
            Forge(file, state => state["identity"]!["settings"]!["maximumLength"] = null);

        using var resumed = ToyTransformer.Trainer(_mlContext, Learned(maximumLength: null)).Fit(padded);

        Assert.AreEqual("12", resumed.ArchitectureSettings["maximumLength"]);
        CollectionAssert.AreEqual(Toy.Scores(earlier, padded), Toy.Scores(resumed, padded));

        TransformerOptions Learned(int? maximumLength)
        {
            var options = ToyTransformer.Options;
            (options.Positions, options.MaximumLength, options.CheckpointFolder, options.Resume) = (
                PositionEncoding.Learned, maximumLength, folder.Path, true);
            return options;
        }
    }

    [TestMethod]
    public void Where_all_are_damaged_the_fit_fails_and_says_so()
    {
        using var folder = new ScratchFolder();
        Fit(Options(folder)).Dispose();
        foreach (string file in Directory.GetFiles(folder.Path, "*.safetensors"))
            File.WriteAllText(file, "nothing");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Fit(Options(folder))).Message, "None is left");
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
    public void Checkpoints_of_an_earlier_fit_are_never_written_over_unasked()
    {
        using var folder = new ScratchFolder();
        Fit(Options(folder)).Dispose();
        var options = Options(folder);
        options.Resume = false;
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(options)).Message;
        StringAssert.Contains(message, "set Resume");
    }

    [TestMethod]
    public void A_checkpoint_of_other_options_or_another_seed_is_refused_with_the_difference()
    {
        using var folder = new ScratchFolder();
        Fit(Options(folder)).Dispose();
        var options = Options(folder);
        (options.HiddenSize, options.WeightDecay, options.Seed) = (7, 0.5, 99);
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(options)).Message;
        foreach (string difference in new[]
        {
            "hiddenSize is 7 and was 6", "weightDecay is 0.5 and was 0", "the seed: 99 and was 1",
        })
            StringAssert.Contains(message, difference);

        var gru = Toy.Recurrent<GruOptions>();
        (gru.CheckpointFolder, gru.Resume) = (folder.Path, true);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => Toy.Trainer(_mlContext, ToyTask.Binary, gru).Fit(Toy.Tokens(_mlContext, 100))).Message,
            "the trainer: GruOptions and was LstmOptions");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => Toy.Trainer(_mlContext, ToyTask.Regression, Options(folder)).Fit(Toy.Tokens(_mlContext, 100))).Message,
            "the task: regression");
    }

    [TestMethod]
    public void A_checkpoint_of_other_data_is_refused_with_the_difference()
    {
        using var folder = new ScratchFolder();
        Fit(Options(folder)).Dispose();
        StringAssert.Contains(Refused(Toy.Tokens(_mlContext, 101)), "the rows to train on");

        var rows = Toy.TokenRows(100);
        rows[50].Features[0] = rows[50].Features[0] == 7 ? 8u : 7u;
        StringAssert.Contains(Refused(Toy.View(_mlContext, rows)), "the rows' content");
        rows = Toy.TokenRows(100);
        rows[50].Label = !rows[50].Label;
        StringAssert.Contains(Refused(Toy.View(_mlContext, rows)), "the rows' content");

        string Refused(IDataView data) =>
            Assert.ThrowsExactly<InvalidOperationException>(() => Toy.Trainer(_mlContext, Options(folder)).Fit(data)).Message;
    }

    [TestMethod]
    public void Another_number_of_threads_goes_on_with_a_warning()
    {
        using var folder = new ScratchFolder();
        foreach (int threads in new[] { 1, 2 })
        {
            var options = Options(folder);
            options.NumberOfThreads = threads;
            Fit(options).Dispose();
        }

        Assert.IsTrue(
            _warnings.Any(w => w.Contains("the number of threads: 2 and was 1", StringComparison.Ordinal)),
            string.Join('\n', _warnings));
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

    private static LstmOptions Options(ScratchFolder folder)
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.CheckpointFolder, options.Resume, options.StepDropout) = (3, folder.Path, true, 0.2);
        (options.ValidationFraction, options.ShuffleWindowSize) = (0, 1_000);
        return options;
    }

    private SequencePredictionTransformer Fit(LstmOptions options) =>
        Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 100));

    private float[] Scores(SequencePredictionTransformer model) => Toy.Scores(model, Toy.Tokens(_mlContext, 30, seed: 8));

    private sealed class OnCheckpoint(Action<CheckpointSaved> action) : ICheckpointCallback
    {
        public void OnCheckpointSaved(CheckpointSaved checkpoint) => action(checkpoint);
    }
}
