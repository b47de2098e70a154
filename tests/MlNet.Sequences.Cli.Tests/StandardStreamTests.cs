namespace MlNet.Sequences.Cli.Tests;

/// <summary>stderr that can't be written costs no work, and results that can't be written are no success.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public class StandardStreamTests
{
    private static readonly string[] Training = ["train", .. Tool.Quick, "--json"];

    [TestMethod]
    [DataRow("2>/dev/full")]
    [DataRow("2>&-")]
    public void A_training_whose_messages_can_not_be_written_ends_with_its_model_and_its_results(string redirection)
    {
        using var workplace = new Workplace();
        var run = workplace.Tool.Redirected(redirection, Training);
        Assert.AreEqual("lstm", run.Json().GetProperty("trainer").GetString());
        Assert.AreEqual("", run.Error);
        CollectionAssert.AreEqual((string[])["model.zip"], workplace.Files());
    }

    [TestMethod]
    [DataRow("2>/dev/full", 1, "inspect --model nowhere.zip")]
    [DataRow("2>&-", 1, "inspect --model nowhere.zip")]
    [DataRow("2>/dev/full", 2, "inspect --bogus")]
    [DataRow("2>&-", 2, "inspect --bogus")]
    [DataRow("2>&-", 0, "config --output train.json")]
    public void Exit_codes_hold_where_no_message_can_be_written(string redirection, int exitCode, string arguments)
    {
        using var workplace = new Workplace();
        var run = workplace.Tool.Redirected(redirection, arguments.Split(' '));
        Assert.AreEqual(exitCode, run.ExitCode);
    }

    [TestMethod]
    [DataRow(">/dev/full", "No space left on device")]
    [DataRow(">&-", "it was closed when the tool started")]
    [DataRow("| true", "the reader has closed it")]
    public void Results_that_can_not_be_written_end_in_1_and_the_model_is_there(string redirection, string reason)
    {
        using var workplace = new Workplace();
        var run = Run(workplace, redirection, Training);
        Assert.AreEqual(1, run.ExitCode, run.Error);
        Assert.Contains($"Standard output can't be written: {reason}", run.ErrorLines[^1]);
        CollectionAssert.AreEqual((string[])["model.zip"], workplace.Files());
    }

    [TestMethod]
    [DataRow("--help")]
    [DataRow("--version")]
    [DataRow("train --help")]
    [DataRow("config")]
    [DataRow("config --schema")]
    public void Texts_that_can_not_be_written_end_in_1(string arguments)
    {
        using var workplace = new Workplace();
        foreach (string redirection in (string[])[">/dev/full", ">&-", "| true"])
        {
            var run = Run(workplace, redirection, arguments.Split(' '));
            Assert.AreEqual(1, run.ExitCode, redirection);
            Assert.HasCount(1, run.ErrorLines, run.Error);
            Assert.Contains("Standard output can't be written", run.Error);
        }
    }

    [TestMethod]
    public void Standard_input_that_is_closed_is_told()
    {
        using var workplace = new Workplace();
        var training = workplace.Tool.Run(["train", .. Tool.Quick]);
        Assert.AreEqual(0, training.ExitCode, training.Error);
        workplace.Tool.Redirected("<&-", "predict", "--model", "model.zip", "--data", "-")
            .IsFailure("Standard input was closed when the tool started");
    }

    // A pipe whose reader has gone before the tool begins: the shell waits for that.
    private static ToolRun Run(Workplace workplace, string redirection, string[] arguments) => redirection == "| true"
        ? workplace.Tool.WithClosedReader(arguments)
        : workplace.Tool.Redirected(redirection, arguments);
}
