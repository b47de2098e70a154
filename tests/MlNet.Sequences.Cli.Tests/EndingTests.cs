using System.Runtime.Versioning;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>How the tool ends: exit codes, what is written where, and what is left behind.</summary>
[TestClass]
public class EndingTests
{
    [TestMethod]
    [DataRow("train", "--bogus")]
    [DataRow("train", "--epochs")]
    [DataRow("train", "--epochs", "0")]
    [DataRow("train", "--epochs", "three")]
    [DataRow("train", "--epochs", "99999999999")]
    [DataRow("train", "--learning-rate", "NaN")]
    [DataRow("train", "--learning-rate", "-1")]
    [DataRow("train", "--validation-fraction", "1")]
    [DataRow("train", "--vocabulary", "1")]
    [DataRow("train", "--device", "gpu")]
    [DataRow("train", "--data", "")]
    [DataRow("train", "surplus")]
    [DataRow("evaluate")]
    [DataRow("predict", "--model", "model.zip")]
    [DataRow("predict", "--model", "model.zip", "--text", "a", "--data", "b.txt")]
    [DataRow("inspect", "--model")]
    [DataRow("learn")]
    public void Wrong_usage_ends_in_2(params string[] arguments)
    {
        using var workplace = new Workplace();
        workplace.Tool.Run(arguments).IsUsageError();
        Assert.IsEmpty(workplace.Files());
    }

    [TestMethod]
    [DataRow("--heads 2", "--heads belongs to the trainer transformer", "received it with --trainer lstm", "choose that trainer")]
    [DataRow(
        "--trainer gru --feed-forward-size 8 --positions learned", "--feed-forward-size", "--positions belongs to",
        "--trainer gru")]
    [DataRow(
    "--trainer transformer --bidirectional", "--bidirectional belongs to the trainers lstm, gru and rnn", "transformer",
    "one of those trainers")]
    [DataRow("--regression-loss huber", "--regression-loss belongs to the task regression", "no --task", "choose that task")]
    [DataRow(
        "--task regression --label-smoothing 0.1", "--label-smoothing belongs to the tasks binary, multiclass and tagging",
        "regression", "one of those tasks")]
    [DataRow("--trainer transformr", "lstm, gru, rnn, transformer or ngrams", "'transformr'", "mean 'transformer'")]
    [DataRow("--task ranking", "binary, multiclass, regression or tagging", "'ranking'", "--task")]
    [DataRow("--pooling average", "mean-and-max or last-mean-and-max", "'average'", "--pooling")]
    [DataRow("--class-weights good", "none, balanced", "good=1", "'good'")]
    [DataRow("--class-weights a=-1", "weights of 0 or more", "'a=-1'", "--class-weights")]
    [DataRow("--pooling first", "- --pooling must not be First", "Last")]
    [DataRow(
        "--trainer transformer --heads 3 --positions sinusoidal", "--hidden-size must be a multiple of --heads", "128 and 3",
        "change one")]
    [DataRow("--resume", "--resume needs a --checkpoint", "set --checkpoint, too")]
    [DataRow("--checkpoint-every 5m", "--checkpoint-every needs a --checkpoint", "received 5")]
    [DataRow("--checkpoint c --checkpoint-every 0", "--checkpoint-every needs a whole number of steps", "0.5m", "'0'")]
    [DataRow("--checkpoint c --checkpoint-every 5h", "--checkpoint-every needs a whole number of steps", "'5h'")]
    [DataRow("--checkpoint c --checkpoint-every 0m", "minutes above 0", "'0m'")]
    [DataRow("--map-vocabulary", "--map-vocabulary needs --continue-from")]
    [DataRow("--frozen-epochs 1", "--frozen-epochs needs --continue-from", "received 1")]
    [DataRow("--schedule cosine", "cosine-decay or reduce-on-plateau", "'cosine'")]
    [DataRow("--plateau-factor 1", "above 0 and below 1", "'1'")]
    [DataRow(
        "--embedding-learning-rate 0 --body-learning-rate 0 --head-learning-rate 0", "Not all parts of a network can be frozen")]
    [DataRow("--label text", "--text-column and --label-column", "'Text'", "Change one of them")]
    [DataRow("--label Features", "Tokens or Features", "'Features'", "Rename")]
    public void An_option_out_of_place_or_of_no_known_word_is_named_with_what_would_do(string arguments, params string[] parts)
    {
        using var workplace = new Workplace();
        workplace.Tool.Run(["train", .. arguments.Split(' ')]).IsUsageError(parts);
        Assert.IsEmpty(workplace.Files());
    }

    [TestMethod]
    public void No_command_shows_the_commands_and_ends_in_2()
    {
        using var workplace = new Workplace();
        workplace.Tool.Run().IsUsageError("train", "evaluate", "predict", "inspect", "export", "config");
    }

    [TestMethod]
    [DataRow("--help", "MLNET_SEQUENCES_ALLOCATOR")]
    [DataRow("train --help", "by the number of texts")]
    [DataRow("train --help", "Default: 64, transformer 128")]
    [DataRow("train --help", "For transformer.")]
    [DataRow("evaluate --help", "in bits")]
    [DataRow("predict --help", "Probability")]
    [DataRow("inspect --help", "--json")]
    [DataRow("train --help", "Settings in a file:")]
    [DataRow("train --help", "Long trainings:")]
    [DataRow("inspect --help", "trainingSettings")]
    [DataRow("export --help", "int64 [batch, time]")]
    [DataRow("config --help", "$schema")]
    public void Help_has_examples_and_exit_codes(string arguments, string part)
    {
        using var workplace = new Workplace();
        var run = workplace.Tool.Run(arguments.Split(' '));
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Error);
        Assert.Contains("Examples:", run.Output);
        Assert.Contains("130", run.Output);
        Assert.Contains(part, string.Join(' ', run.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
    }

    [TestMethod]
    public void The_version_is_printed()
    {
        using var workplace = new Workplace();
        var run = workplace.Tool.Run("--version");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.MatchesRegex(@"\A\d+\.\d+\.\d+", run.Output);
    }

    [TestMethod]
    public void A_place_that_takes_no_model_is_refused_before_training()
    {
        using var workplace = new Workplace();
        Directory.CreateDirectory(workplace.Path("folder"));
        workplace.Write("file", "");
        workplace.Tool.Run("train", "--output", "folder").IsFailure("'folder'", "is a folder");
        workplace.Tool.Run("train", "--output", "nowhere/model.zip").IsFailure("nowhere");
        workplace.Tool.Run("train", "--output", "file/model.zip").IsFailure("file/model.zip");
        if (OperatingSystem.IsLinux())
        {
            workplace.Tool.Run("train", "--output", "/dev/null").IsFailure("device");
            workplace.Tool.Run("train", "--output", "/proc/model.zip").IsFailure("can't be written");
        }
    }

    [TestMethod]
    public void A_path_that_reads_like_an_option_of_the_library_stays_as_it_is()
    {
        using var workplace = new Workplace();
        workplace.Write("WeightDecay", "");
        workplace.Tool.Run("train", "--checkpoint", "WeightDecay")
            .IsFailure("--checkpoint 'WeightDecay' can't be used", "Choose a folder");
    }

    [TestMethod]
    public void A_model_that_is_none_is_refused()
    {
        using var workplace = new Workplace();
        workplace.Write("text.zip", "not a zip file");
        workplace.Tool.Run("inspect", "--model", "nowhere.zip").IsFailure("nowhere.zip");
        workplace.Tool.Run("inspect", "--model", "text.zip").IsFailure("text.zip", "not a model file");
        workplace.Tool.Run("evaluate", "--model", ".").IsFailure("is a folder");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow(Signals.HangUp, 129)]
    [DataRow(Signals.Interrupt, 130)]
    [DataRow(Signals.Terminate, 143)]
    public void An_interrupted_training_leaves_the_earlier_model_and_nothing_else(int signal, int exitCode)
    {
        using var workplace = new Workplace();
        workplace.Write("model.zip", "earlier");

        var run = workplace.Tool.Signal([signal], "Epoch 1/", "train", "--epochs", "100000", "--json");

        Assert.AreEqual(exitCode, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Output);
        Assert.AreEqual("earlier", File.ReadAllText(workplace.Path("model.zip")));
        CollectionAssert.AreEqual((string[])["model.zip"], workplace.Files());
    }

    // A handler that ran on the training thread corrupted the heap: the process aborted within some ten signals.
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Signals_in_the_middle_of_training_do_it_no_harm()
    {
        using var workplace = new Workplace();
        int[] signals = [.. Enumerable.Repeat(Signals.Continue, 100), Signals.Interrupt];

        var run = workplace.Tool.Signal(signals, "Epoch 1/", "train", "--epochs", "100000");

        Assert.AreEqual(130, run.ExitCode, run.Error);
        Assert.IsEmpty(workplace.Files());
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [SupportedOSPlatform("linux")]
    public void A_link_as_output_stays_a_link_and_a_file_keeps_its_permissions()
    {
        using var workplace = new Workplace();
        string real = workplace.Write("real.zip", "earlier");
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(workplace.Path("link.zip"), "real.zip");

        var run = workplace.Tool.Run(["train", .. Tool.Quick, "--output", "link.zip"]);

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Output);
        Assert.AreEqual("real.zip", new FileInfo(workplace.Path("link.zip")).LinkTarget);
        Assert.IsGreaterThan(1000, new FileInfo(real).Length);
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(real));
    }
}
