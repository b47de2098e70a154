using System.Runtime.Versioning;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>Signals to commands that take seconds.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[SupportedOSPlatform("linux")]
public class SignalTests
{
    private static Workplace _trained = null!;

    [ClassInitialize]
    public static void Train(TestContext context) => _trained = Workplace.WithModelOfTopics();

    [ClassCleanup]
    public static void Remove() => _trained.Dispose();

    [TestMethod]
    [DataRow("inspect --model model.zip", Signals.Interrupt, 130)]
    [DataRow("inspect --model model.zip", Signals.Terminate, 143)]
    [DataRow("export --model model.zip", Signals.HangUp, 129)]
    [DataRow("export --model model.zip", Signals.Interrupt, 130)]
    [DataRow("export --model model.zip", Signals.Terminate, 143)]
    [DataRow("evaluate --model model.zip --data topics.tsv", Signals.HangUp, 129)]
    [DataRow("predict --model model.zip --text rain --output out.tsv", Signals.Terminate, 143)]
    [DataRow("config --schema", Signals.Interrupt, 130)]
    public void Every_command_heeds_signals_and_leaves_no_half_written_file(string arguments, int signal, int exitCode)
    {
        using var workplace = new Workplace();
        string[] files = ["model.zip", "topics.tsv"];
        foreach (string file in files)
            File.Copy(_trained.Path(file), workplace.Path(file));

        var run = workplace.Tool.SignalAtStart(signal, arguments.Split(' '));

        Assert.AreEqual(exitCode, run.ExitCode, run.Error);
        Assert.StartsWith("Interrupted", run.ErrorLines[^1]);
        CollectionAssert.AreEqual(files, workplace.Files());
    }

    [TestMethod]
    public void A_signal_that_the_process_was_started_to_ignore_stays_ignored()
    {
        using var workplace = new Workplace();
        var nohup = new Tool(Path.GetDirectoryName(workplace.Path("model.zip"))!, before: "trap '' HUP");
        var run = nohup.Signal([Signals.HangUp], "Epoch 1/", ["train", .. Tool.Quick]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        CollectionAssert.AreEqual((string[])["model.zip"], workplace.Files());
    }
}
