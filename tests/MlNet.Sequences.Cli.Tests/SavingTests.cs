using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>A training that is done is not lost where its model can't be saved, and what killed saves left behind goes.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[SupportedOSPlatform("linux")]
public sealed partial class SavingTests : IDisposable
{
    private readonly Workplace _workplace = new();

    private string Folder => Path.GetDirectoryName(_workplace.Path("model.zip"))!;

    public void Dispose() => _workplace.Dispose();

    [TestMethod]
    public void Models_are_trained_saved_and_loaded_where_no_temporary_folder_can_be_used()
    {
        var tool = new Tool(Folder, before: "export TMPDIR=/dev/null/none");
        var training = tool.Run(["train", .. Tool.Quick]);
        Assert.AreEqual(0, training.ExitCode, training.Error);
        var prediction = tool.Run("predict", "--model", "model.zip", "--text", "a film");
        Assert.AreEqual(0, prediction.ExitCode, prediction.Error);
        CollectionAssert.AreEqual((string[])["model.zip"], _workplace.Files());
        Assert.IsEmpty(Directory.GetDirectories(Folder));
    }

    [TestMethod]
    public void A_model_whose_place_is_gone_is_saved_elsewhere()
    {
        string place = Directory.CreateDirectory(_workplace.Path("place")).FullName;
        _workplace.WriteTopics("topics.tsv");

        var run = _workplace.Tool.Meanwhile(
            () => Directory.Delete(place), "Epoch 2/", "train", "--data", "topics.tsv", "--text", "Body", "--label", "Topic",
            "--epochs", "150",
            "--hidden-size", "8", "--embedding-size", "8", "--threads", "1", "--output", "place/model.zip");

        Assert.AreEqual(1, run.ExitCode, run.Error);
        Assert.Contains("place' does not exist", run.ErrorLines[^1]);
        var saved = SavedAs().Match(run.ErrorLines[^1]);
        Assert.IsTrue(saved.Success, run.Error);
        Assert.AreEqual(Folder, Path.GetDirectoryName(saved.Groups[1].Value));
        var inspection = _workplace.Tool.Run("inspect", "--model", saved.Groups[1].Value);
        Assert.AreEqual(0, inspection.ExitCode, inspection.Error);
    }

    // A limit to the size of files, which the runtime's own memory would pass, too, but for the second setting.
    [TestMethod]
    public void A_model_that_no_place_takes_is_told_and_nothing_of_it_is_left()
    {
        Assert.AreEqual(0, _workplace.Tool.Run(["train", .. Tool.Quick, "--output", "small.zip"]).ExitCode);
        var tool = new Tool(Folder, before: "trap '' XFSZ; ulimit -f 256; export DOTNET_EnableWriteXorExecute=0");

        var run = tool.Run("train", "--epochs", "1", "--hidden-size", "64", "--embedding-size", "128", "--threads", "1");

        Assert.AreEqual(1, run.ExitCode, run.Error);
        Assert.StartsWith("mlnet-sequences: 'model.zip' can't be written: ", run.ErrorLines[^1]);
        CollectionAssert.AreEqual((string[])["small.zip"], _workplace.Files());
        Assert.IsEmpty(Directory.GetDirectories(Folder));
    }

    [TestMethod]
    public void What_killed_processes_left_beside_a_file_is_removed_and_what_living_ones_write_is_not()
    {
        string[] files = [
            .. ((string[])["left", "held", "young"]).Select(name => _workplace.Write($".mlnet-sequences-{name}.tmp", "half"))];
        foreach (string file in files[..2])
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-5));
        File.SetLastWriteTimeUtc(files[2], DateTime.UtcNow.AddHours(1)); // however long the tool takes to start
        foreach (string name in (string[])["gone", "left", "held"])
            _workplace.Write($".mlnet-sequences-{name}.tmp.d/ml_dotnet_x/entry", "half");
        using var held = new FileStream(files[1], FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var run = _workplace.Tool.Run("config", "--output", "train.json");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        CollectionAssert.AreEqual(
            (string[])[".mlnet-sequences-held.tmp", ".mlnet-sequences-young.tmp", "train.json"], _workplace.Files());
        CollectionAssert.AreEqual((string[])[files[1] + ".d"], Directory.GetDirectories(Folder));
    }

    [GeneratedRegex(@"The trained model was saved as (\S+\.zip) instead")]
    private static partial Regex SavedAs();
}
