namespace MlNet.Sequences.Cli.Tests;

/// <summary>Training on the IMDB data set: its archive, its download and its columns.</summary>
[TestClass]
public class ImdbTrainingTests
{
    [TestMethod]
    public void The_IMDB_archive_is_trained_on_and_tested_with_its_own_parts()
    {
        using var workplace = new Workplace();
        workplace.WriteImdb("aclImdb_v1.tar.gz");

        var report = Train(workplace, "--data", "aclImdb_v1.tar.gz").Json();

        Assert.AreEqual(12, report.GetProperty("rows").GetInt32() + report.GetProperty("validationRows").GetInt32());
        Assert.AreEqual(12, report.GetProperty("test").GetProperty("rows").GetInt32());
        var measured = workplace.Tool.Run("evaluate", "--model", "model.zip", "--data", "aclImdb_v1.tar.gz", "--json").Json();
        Assert.AreEqual(12, measured.GetProperty("rows").GetInt32());
    }

    [TestMethod]
    public void The_word_imdb_is_the_data_set_in_the_cache_folder()
    {
        using var workplace = new Workplace();
        Directory.CreateDirectory(workplace.Path("cache"));
        workplace.WriteImdb("cache/aclImdb_v1.tar.gz");
        workplace.Tool.Environment["MLNET_SEQUENCES_CACHE"] = workplace.Path("cache");

        var report = workplace.Tool.Run(["train", "--data", "imdb", "--output", "model.zip", "--json", .. Tool.Quick]).Json();
        var measured = workplace.Tool.Run("evaluate", "--model", "model.zip", "--data", "imdb", "--json").Json();

        Assert.AreEqual(12, report.GetProperty("rows").GetInt32() + report.GetProperty("validationRows").GetInt32());
        Assert.AreEqual(12, report.GetProperty("test").GetProperty("rows").GetInt32());
        Assert.AreEqual(12, measured.GetProperty("rows").GetInt32());
    }

    [TestMethod]
    public void A_folder_of_the_name_imdb_is_that_folder()
    {
        using var workplace = new Workplace();
        Directory.CreateDirectory(workplace.Path("imdb"));
        Train(workplace, "--data", "imdb").IsFailure("imdb");
    }

    [TestMethod]
    public void A_download_of_IMDB_is_announced_and_its_failure_says_what_to_do()
    {
        using var workplace = new Workplace();
        // Nobody listens at port 9, and so no attempt gets further.
        workplace.Tool.Environment["MLNET_SEQUENCES_CACHE"] = workplace.Path("cache");
        foreach (string name in (string[])["HTTPS_PROXY", "https_proxy"])
            workplace.Tool.Environment[name] = "http://127.0.0.1:9";

        var run = workplace.Tool.Run("train", "--data", "imdb");

        Assert.AreEqual(1, run.ExitCode, run.Error);
        Assert.Contains("Downloading https://ai.stanford.edu/", run.ErrorLines[0]);
        Assert.Contains(workplace.Path("cache"), run.ErrorLines[0]);
        Assert.Contains("84 MB, which states no license", run.ErrorLines[0]);
        Assert.Contains("download it with a browser and pass its path after --data.", run.ErrorLines[^1]);
    }

    [TestMethod]
    public void A_damaged_archive_is_named()
    {
        using var workplace = new Workplace();
        byte[] whole = File.ReadAllBytes(workplace.WriteImdb("whole.tar.gz"));
        File.WriteAllBytes(workplace.Path("half.tar.gz"), whole[..(whole.Length / 2)]);
        Train(workplace, "--data", "half.tar.gz").IsFailure("half.tar.gz");
    }

    [TestMethod]
    public void The_stars_of_IMDB_are_classes_in_their_order_or_numbers()
    {
        using var workplace = new Workplace();
        workplace.WriteImdb("aclImdb_v1.tar.gz");

        var run = Train(workplace, "--data", "aclImdb_v1.tar.gz", "--label", "Rating", "--output", "stars.zip");
        var classes = run.Json();
        Assert.Contains("--task regression", run.Error);
        Assert.AreEqual("multiclass", classes.GetProperty("task").GetString());
        Assert.AreEqual("""["1","2","3","4","7","8","9","10"]""", classes.GetProperty("classes").GetRawText());
        Assert.AreEqual(12, classes.GetProperty("test").GetProperty("rows").GetInt32());
        var measured = workplace.Tool.Run("evaluate", "--model", "stars.zip", "--data", "aclImdb_v1.tar.gz", "--json").Json();
        foreach (string name in (string[])["microAccuracy", "macroAccuracy", "logLoss", "top3Accuracy"])
            Assert.AreEqual(
                classes.GetProperty("test").GetProperty(name).GetDouble(), measured.GetProperty(name).GetDouble(), name);

        var numbers = Train(workplace, "--data", "aclImdb_v1.tar.gz", "--label", "rating", "--task", "regression").Json();
        Assert.AreEqual("regression", numbers.GetProperty("task").GetString());
        Assert.IsLessThan(10, numbers.GetProperty("test").GetProperty("rootMeanSquaredError").GetDouble());
    }

    [TestMethod]
    public void Reviews_of_one_film_are_held_out_together()
    {
        using var workplace = new Workplace();
        workplace.WriteImdb("aclImdb_v1.tar.gz");
        Train(workplace, "--data", "aclImdb_v1.tar.gz").Json();
        string inspected = workplace.Tool.Run("inspect", "--model", "model.zip", "--json").Json().GetRawText();
        Assert.Contains("\"samplingKeyColumnName\":\"Film\"", inspected.Replace(" ", "", StringComparison.Ordinal));
    }

    [TestMethod]
    public void A_column_that_IMDB_has_not_is_refused_with_those_that_it_has()
    {
        using var workplace = new Workplace();
        workplace.WriteImdb("aclImdb_v1.tar.gz");
        Train(workplace, "--data", "aclImdb_v1.tar.gz", "--label", "Stars")
            .IsFailure("no column Stars", "Text, Label, Rating, Id, Film", "--label");
    }

    private static ToolRun Train(Workplace workplace, params string[] arguments) =>
        workplace.Tool.Run(["train", "--json", .. Tool.Quick, .. arguments]);
}
