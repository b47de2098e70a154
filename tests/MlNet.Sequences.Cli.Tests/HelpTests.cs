using System.Text.RegularExpressions;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>What the tool says of itself, and of a command line that it does not understand.</summary>
[TestClass]
public class HelpTests
{
    private static readonly string[] Commands = [
        "train", "pretrain", "vectors", "ensemble", "evaluate", "predict", "serve", "inspect", "export", "config",
        "find-learning-rate", "help"];

    [TestMethod]
    public void What_the_number_of_texts_decides_is_said_of_each_such_option()
    {
        using var workplace = new Workplace();
        string[] options = Regex.Replace(workplace.Tool.Run("help", "train").Output, @"\s+", " ").Split(" --");
        CollectionAssert.AreEqual(
            (string[])[
                "ngram-length", "epochs", "learning-rate", "batch-size", "label-smoothing", "word-dropout", "embedding-dropout",
                "head-dropout",
            ],
            options.Where(option => option.Contains("Default: by the number of texts", StringComparison.Ordinal))
            .Select(option => option.Split(' ')[0]).ToArray());
    }

    [TestMethod]
    public void Help_of_a_command_is_what_its_option_shows()
    {
        using var workplace = new Workplace();
        Assert.AreEqual(Help(workplace, "--help"), Help(workplace, "help"));
        Assert.AreEqual(Help(workplace, "train", "--help"), Help(workplace, "help", "train"));
        Assert.AreEqual(Help(workplace, "predict", "-h"), Help(workplace, "help", "Predict"));
        workplace.Tool.Run("help", "trian").IsUsageError("'trian'", "Did you mean 'train'?");
    }

    [TestMethod]
    [DataRow("trian", "There is no command 'trian'. Did you mean 'train'?")]
    [DataRow("deploy", "There is no command 'deploy'.", "train, pretrain, vectors, ensemble, evaluate")]
    [DataRow("--model model.zip", "A command comes first; received '--model'")]
    [DataRow("train --epoch 3", "train has no option '--epoch'. Did you mean '--epochs'?")]
    [DataRow("train --epoch=3", "Did you mean '--epochs'?")]
    [DataRow("train -epochs 3", "Did you mean '--epochs'?")]
    [DataRow("train epochs 3", "received 'epochs'. Did you mean '--epochs'?")]
    [DataRow("train --lenght 5", "Did you mean '--max-length'?")]
    [DataRow("train --hlep", "Did you mean '--help'?")]
    [DataRow("train --xyzxyz", "train has no option '--xyzxyz'.")]
    [DataRow("evaluate --modle m.zip", "evaluate has no option '--modle'. Did you mean '--model'?")]
    public void A_mistyped_command_or_option_is_told_on_one_line_with_the_name_that_is_near(
        string arguments, params string[] parts)
    {
        using var workplace = new Workplace();
        var run = workplace.Tool.Run(arguments.Split(' '));
        run.IsUsageError(parts);
        Assert.HasCount(2, run.ErrorLines, run.Error);
    }

    [TestMethod]
    [DataRow(60)]
    [DataRow(80)]
    [DataRow(120)]
    public void No_line_is_wider_than_the_terminal_and_no_word_is_cut(int width)
    {
        using var workplace = new Workplace();
        workplace.Tool.Environment["COLUMNS"] = $"{width}";
        foreach (string command in Commands)
        {
            string help = Help(workplace, "help", command);
            foreach (string line in help.Split('\n'))
                Assert.IsLessThanOrEqualTo(width, line.TrimEnd().Length, $"{command}: {line}");
            CollectionAssert.AreEqual(Words(help), Words(HelpAtWidth(120, command)), command);
        }
    }

    [TestMethod]
    public void The_options_of_train_stand_in_groups_with_their_short_names()
    {
        using var workplace = new Workplace();
        string[] lines = Help(workplace, "help", "train").Split('\n');
        string[] headings = [
            "Data:", "Network:", "Training:", "Loss:", "Regularization:", "Validation and early stopping:", "Checkpoints:",
            "Output:"];
        int[] places = [.. headings.Select(heading => Array.IndexOf(lines, heading))];
        CollectionAssert.AreEqual(places.Order().ToArray(), places);
        Assert.AreNotEqual(-1, places[0]);
        foreach (string option in (string[])[
            "  -d, --data <PATH>", "  -o, --output <FILE>", "  -e, --epochs <N>", "  -c, --config <FILE>", "  -h, --help"])
            Assert.IsTrue(lines.Any(line => line.StartsWith(option, StringComparison.Ordinal)), option);
    }

    [TestMethod]
    [DataRow("--length", "--max-length")]
    [DataRow("--vocabulary", "--vocabulary-size")]
    [DataRow("--accumulate", "--gradient-accumulation")]
    [DataRow("--average-decay", "--ema-decay")]
    [DataRow("--schedule", "--learning-rate-schedule")]
    [DataRow("--minimum-improvement", "--min-delta")]
    [DataRow("--positions", "--position-encoding")]
    [DataRow("--maximum-length", "--max-positions")]
    [DataRow("--step-dropout", "--word-dropout")]
    public void An_older_name_is_accepted_called_by_itself_and_not_shown(string older, string newer)
    {
        using var workplace = new Workplace();
        string[] words = Words(Help(workplace, "help", "train"));
        CollectionAssert.Contains(words, newer);
        CollectionAssert.DoesNotContain(words, older);
        workplace.Tool.Run("train", older, "-").IsUsageError($"{older} needs");
        workplace.Tool.Run("train", newer, "-").IsUsageError($"{newer} needs");
    }

    [TestMethod]
    public void Optimizer_decay_clipping_and_the_best_epochs_metric_are_options_and_short_names_do()
    {
        using var workplace = new Workplace();
        string[] training =
        [
            "train", "--task", "binary", "-e", "2", "-b", "8", "-o", "m.zip", "--hidden-size", "8", "--embedding-size", "8",
            "--threads", "1", "--optimizer", "adamw",
            "--weight-decay", "0.01", "--momentum", "0.5", "--gradient-clipping", "none", "--best-epoch-metric",
            "area-under-roc-curve",
            "--keep-epoch", "last", "--shuffle-window", "1000",
        ];
        var run = workplace.Tool.Run(training);
        Assert.AreEqual(0, run.ExitCode, run.Error);

        var settings = workplace.Tool.Run("inspect", "-m", "m.zip", "--json").Json().GetProperty("trainingSettings");
        Assert.AreEqual("AdamW", settings.GetProperty("optimizer").GetString());
        Assert.AreEqual(0.01, settings.GetProperty("weightDecay").GetDouble());
        Assert.AreEqual(0.5, settings.GetProperty("momentum").GetDouble());
        Assert.AreEqual(System.Text.Json.JsonValueKind.Null, settings.GetProperty("gradientClippingNorm").ValueKind);
        Assert.AreEqual("AreaUnderRocCurve", settings.GetProperty("bestEpochMetric").GetString());
        Assert.IsFalse(settings.GetProperty("keepBestEpoch").GetBoolean());
        Assert.AreEqual(1000, settings.GetProperty("shuffleWindowSize").GetInt32());
        Assert.AreEqual(8, settings.GetProperty("batchSize").GetInt32());
        workplace.Tool.Run("train", "--gradient-clipping", "0")
            .IsUsageError("--gradient-clipping needs a number above 0, or none", "'0'");
    }

    private static string HelpAtWidth(int width, string command)
    {
        using var workplace = new Workplace();
        workplace.Tool.Environment["COLUMNS"] = $"{width}";
        return Help(workplace, "help", command);
    }

    private static string Help(Workplace workplace, params string[] arguments)
    {
        var run = workplace.Tool.Run(arguments);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Error);
        return run.Output;
    }

    // A long command goes on in the next line behind a backslash.
    private static string[] Words(string text) =>
        [.. text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Where(word => word != "\\")];
}
