using System.Diagnostics;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>No command writes to a file that it reads, whatever the path to it, or twice to one file.</summary>
[TestClass]
public class OverwrittenInputTests
{
    private const string Table = "Text,Label\nfine,true\ndull,false\n";

    [TestMethod]
    [DataRow("--output", "d.csv")]
    [DataRow("--output", "./x/../d.csv")]
    [DataRow("--output", "link.csv")]
    [DataRow("--output", "folder/d.csv")]
    [DataRow("--output", "hard.csv")]
    [DataRow("--csv", "d.csv")]
    [DataRow("--csv", "link.csv")]
    [DataRow("--csv", "hard.csv")]
    [DataRow("--cache", "d.csv")]
    [DataRow("--tensorboard", "d.csv")]
    [DataRow("--checkpoint", "d.csv")]
    public void Training_data_are_not_overwritten(string option, string path)
    {
        using var workplace = Make();
        workplace.Tool.Run("train", "--data", "d.csv", option, path).IsFailure(option, path, "would overwrite", "--data");
        Assert.AreEqual(Table, File.ReadAllText(workplace.Path("d.csv")));
    }

    [TestMethod]
    [DataRow("--validation", "d.csv", "--csv", "d.csv")]
    [DataRow("--test", "d.csv", "--csv", "d.csv")]
    [DataRow("--continue-from", "m.zip", "--output", "m.zip")]
    [DataRow("--init-embeddings", "vectors.txt", "--csv", "./vectors.txt")]
    [DataRow("--config", "train.json", "--csv", "train.json")]
    [DataRow("--cache", "a", "--csv", "a")]
    [DataRow("--output", "a", "--csv", "./a")]
    [DataRow("--checkpoint", "run", "--csv", "run")]
    [DataRow("--data", "texts", "--output", "texts/pos/1.txt")]
    public void Other_inputs_and_outputs_are_not_overwritten(string first, string firstPath, string second, string secondPath)
    {
        using var workplace = Make();
        workplace.Tool.Run("train", first, firstPath, second, secondPath).IsFailure(first, second, "would overwrite");
    }

    [TestMethod]
    public void A_settings_file_is_held_to_it_too()
    {
        using var workplace = Make();
        workplace.Write("train.json", """{"data": "d.csv", "csv": "hard.csv", "options": {"checkpointFolder": "run"}}""");
        workplace.Tool.Run("train", "--config", "train.json").IsFailure("train.json: csv", "train.json: data", "would overwrite");
        workplace.Tool.Run("train", "--config", "train.json", "--csv", "run")
            .IsFailure("--csv", "--checkpoint", "would overwrite");
        Assert.AreEqual(Table, File.ReadAllText(workplace.Path("d.csv")));
    }

    [TestMethod]
    [DataRow("predict", "--output", "m.zip", "--model")]
    [DataRow("predict", "--output", "hard.csv", "--data")]
    [DataRow("predict", "--output", "link.csv", "--data")]
    [DataRow("evaluate", "--report", "folder/d.csv", "--data")]
    [DataRow("evaluate", "--report", "./m.zip", "--model")]
    public void Predictions_and_reports_take_no_inputs_place(string command, string option, string path, string input)
    {
        using var workplace = Make();
        workplace.Tool.Run(command, "--model", "m.zip", "--data", "d.csv", option, path)
            .IsFailure(option, path, "would overwrite", input);
        Assert.AreEqual(Table, File.ReadAllText(workplace.Path("d.csv")));
        Assert.AreEqual("a model", File.ReadAllText(workplace.Path("m.zip")));
    }

    [TestMethod]
    public void An_export_takes_no_models_place()
    {
        using var workplace = Make();
        File.CreateSymbolicLink(workplace.Path("m.onnx"), workplace.Path("m.zip"));
        workplace.Tool.Run("export", "--model", "m.zip").IsFailure("--output", "m.onnx", "would overwrite", "--model");
        Assert.AreEqual("a model", File.ReadAllText(workplace.Path("m.zip")));
    }

    private static Workplace Make()
    {
        var workplace = new Workplace();
        workplace.Write("d.csv", Table);
        workplace.Write("m.zip", "a model");
        workplace.Write("vectors.txt", "fine 1\n");
        workplace.Write("train.json", "{}");
        workplace.Write("texts/pos/1.txt", "fine");
        workplace.Write("texts/neg/1.txt", "dull");
        File.CreateSymbolicLink(workplace.Path("link.csv"), "d.csv");
        Directory.CreateSymbolicLink(workplace.Path("folder"), ".");
        using var link = Process.Start("ln", [workplace.Path("d.csv"), workplace.Path("hard.csv")]);
        link.WaitForExit();
        Assert.AreEqual(0, link.ExitCode);
        return workplace;
    }
}
