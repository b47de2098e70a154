using System.Runtime.Versioning;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>Trainings that are ended in the middle, and what goes on from their checkpoints.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
[UnsupportedOSPlatform("windows")]
public class LongTrainingTests
{
    // More than the tool can be ahead of the test that reads its lines: a signal never comes when all is done.
    private const int Epochs = 150;

    private static readonly string[] Training =
    [
        "train", "--data", "topics.tsv", "--text", "Body", "--label", "Topic", "--epochs", "150", "--hidden-size", "8",
        "--embedding-size", "8",
        "--threads", "1", "--average-decay", "0.9",
    ];

    private static Workplace _undisturbed = null!;

    [ClassInitialize]
    public static void Train(TestContext context)
    {
        _undisturbed = new Workplace();
        _undisturbed.WriteTopics("topics.tsv");
        var run = _undisturbed.Tool.Run(Training);
        Assert.AreEqual(0, run.ExitCode, run.Error);
    }

    [ClassCleanup]
    public static void Remove() => _undisturbed.Dispose();

    [TestMethod]
    public void A_killed_training_that_is_resumed_ends_with_the_weights_the_table_and_the_curves_of_one_left_alone()
    {
        using var workplace = new Workplace();
        workplace.WriteTopics("topics.tsv");
        string[] training = [
            .. Training, "--checkpoint", "run", "--checkpoint-every", "1", "--csv", "run.csv", "--tensorboard", "logs/run"];

        var killed = workplace.Tool.Signal([Signals.Kill], "Epoch 2/", training);

        Assert.AreEqual(128 + Signals.Kill, killed.ExitCode, killed.Error);
        Assert.IsFalse(File.Exists(workplace.Path("model.zip")));
        workplace.Tool.Run(training)
            .IsFailure("--checkpoint 'run' has checkpoints of an earlier fit", "set --resume to continue");
        workplace.Tool.Run([.. training, "--layers", "2", "--resume"]).IsFailure("--layers is 2 and was 1", "another folder");

        var resumed = workplace.Tool.Run([.. training, "--resume", "--json"]);

        var report = resumed.Json();
        Assert.IsGreaterThan(0, report.GetProperty("resumedFromStep").GetInt32());
        Assert.Contains("It resumes after step", resumed.Error);
        Assert.AreEqual(Epochs, report.GetProperty("epochs").GetArrayLength());
        Assert.IsGreaterThan(0, report.GetProperty("loadSeconds").GetDouble());
        CollectionAssert.AreEqual(_undisturbed.Weights("model.zip"), workplace.Weights("model.zip"));
        string[] lines = File.ReadAllLines(workplace.Path("run.csv"));
        Assert.StartsWith("Epoch,TrainingLoss,ValidationLoss", lines[0]);
        CollectionAssert.AreEqual(
            Enumerable.Range(1, Epochs).Select(epoch => $"{epoch}").ToArray(),
            lines[1..].Select(line => line.Split(',')[0]).ToArray());
        Assert.HasCount(2, Directory.GetFiles(workplace.Path("logs/run"), "events.out.tfevents.*"), "one of each process");
    }

    [TestMethod]
    [DataRow(Signals.HangUp, 129)]
    [DataRow(Signals.Interrupt, 130)]
    [DataRow(Signals.Terminate, 143)]
    public void An_interrupted_training_writes_a_checkpoint_and_tells_the_command_that_goes_on(int signal, int exitCode)
    {
        using var workplace = new Workplace();
        workplace.WriteTopics("topics.tsv");
        string[] training = [.. Training, "--checkpoint", "my run"];

        var interrupted = workplace.Tool.Signal([signal], "Epoch 2/", training);

        Assert.AreEqual(exitCode, interrupted.ExitCode, interrupted.Error);
        CollectionAssert.AreEqual((string[])["topics.tsv"], workplace.Files(), "no model yet");
        Assert.Contains("a checkpoint is written to 'my run' when the batch is done", interrupted.Error);
        Assert.Contains("the checkpoint 'my run/checkpoint-", interrupted.ErrorLines[^1]);
        Assert.EndsWith($"{string.Join(' ', Training)} --checkpoint \"my run\" --resume", interrupted.ErrorLines[^1]);
        string[] checkpoints = Directory.GetFiles(workplace.Path("my run"), "checkpoint-*.safetensors");
        Assert.IsTrue(
            checkpoints.Any(path => interrupted.ErrorLines[^1].Contains(Path.GetFileName(path), StringComparison.Ordinal)),
            "the named one is there");

        var resumed = workplace.Tool.Run([.. training, "--resume"]);

        Assert.AreEqual(0, resumed.ExitCode, resumed.Error);
        CollectionAssert.AreEqual(_undisturbed.Weights("model.zip"), workplace.Weights("model.zip"));
    }

    // Steps of tenths of a second, and signals that come at one moment: both are there long before the step ends.
    [TestMethod]
    public void A_second_signal_ends_a_training_at_once_and_says_what_is_lost()
    {
        using var workplace = new Workplace();
        string[] slow =
        [
            "train", "--epochs", "100", "--batch-size", "296", "--hidden-size", "256", "--layers", "2", "--bidirectional",
            "--checkpoint", "run",
            "--checkpoint-every", "1000",
        ];

        var run = workplace.Tool.Signal(
            [Signals.Stop, Signals.Interrupt, Signals.Terminate, Signals.Continue], "Training ", slow);

        Assert.IsTrue(run.ExitCode is 130 or 143, $"{run.ExitCode}: {run.Error}");
        Assert.Contains("A second signal ends the tool immediately", run.Error);
        Assert.StartsWith("Terminated: there is no checkpoint yet", run.ErrorLines[^1]);
        Assert.IsEmpty(Directory.GetFiles(workplace.Path("run"), "checkpoint-*.safetensors"));
        Assert.IsEmpty(workplace.Files());
    }
}
