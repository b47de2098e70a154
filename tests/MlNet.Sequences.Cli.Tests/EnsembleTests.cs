namespace MlNet.Sequences.Cli.Tests;

/// <summary>Two models of reviews, joined to one, and what each command does with it.</summary>
[TestClass]
public class EnsembleTests
{
    private static readonly Workplace Workplace = new();

    private static Tool Tool => Workplace.Tool;

    [ClassInitialize]
    public static void Train(TestContext context)
    {
        var random = new Random(1);
        foreach (string part in (string[])["train", "held-out", "test"])
        {
            string[] rows = [.. Enumerable.Range(0, 120).Select(_ =>
            {
                double opinion = random.NextDouble();
                string kind = opinion < 0.3 ? "bad" : opinion < 0.7 ? "fair" : "good";
                return $"{Words(opinion, 5)},{Words(opinion, 3)},{(opinion > 0.5 ? 1 : 0)},{kind},{10 * opinion:F0}";
            })];
            Workplace.Write($"{part}.csv", $"Text,Title,Label,Kind,Stars\n{string.Join('\n', rows)}\n");
        }

        TrainOn("text.zip", "--text-column", "Text");
        TrainOn("title.zip", "--text-column", "Title");
        Assert.AreEqual(0, Tool.Run(
            "train", "--data", "train.csv", "--output", "network.zip", "--epochs", "3", "--hidden-size", "4", "--embedding-size",
            "4").ExitCode);
        TrainOn("kinds.zip", "--label-column", "Kind");

        string Words(double opinion, int count) => string.Join(' ', Enumerable.Range(0, count).Select(
            _ => random.Next(4) == 0 ? $"word{random.Next(4)}" : random.NextDouble() < opinion ? "good" : "bad"));

        static void TrainOn(string output, params string[] options) => Assert.AreEqual(
            0, Tool.Run(["train", "--data", "train.csv", "--trainer", "ngrams", "--output", output, .. options]).ExitCode);
    }

    [ClassCleanup]
    public static void CleanUp() => Workplace.Dispose();

    [TestMethod]
    public void Weights_are_fitted_and_the_ensemble_is_measured_and_inspected_like_a_model()
    {
        var report = Tool.Run(
            "ensemble", "--model", "text.zip", "title.zip", "--model", "network.zip", "--data", "held-out.csv", "--output",
            "all.zip", "--json").Json();
        Assert.AreEqual("ensemble", report.GetProperty("architecture").GetString());
        Assert.AreEqual("binary", report.GetProperty("task").GetString());
        Assert.AreEqual(120, report.GetProperty("rows").GetInt32());
        Assert.AreEqual("""["Text","Title"]""", report.GetProperty("reads").GetRawText());
        var models = report.GetProperty("models").EnumerateArray().ToArray();
        CollectionAssert.AreEqual(
            (string[])["ngrams", "ngrams", "lstm"],
            models.Select(model => model.GetProperty("architecture").GetString()).ToArray());
        double loss = report.GetProperty("loss").GetDouble();
        foreach (var model in models)
        {
            Assert.IsGreaterThanOrEqualTo(0, model.GetProperty("weight").GetDouble());
            Assert.IsGreaterThan(loss, model.GetProperty("loss").GetDouble());
        }

        var inspected = Tool.Run("inspect", "--model", "all.zip", "--json").Json();
        Assert.AreEqual(report.GetProperty("models").GetRawText(), inspected.GetProperty("models").GetRawText());
        Assert.Contains("EnsembleTransformer", inspected.GetProperty("pipeline").GetRawText());
        string table = Tool.Run("inspect", "--model", "all.zip").Output;
        Assert.Contains("The models and their weights", table);
        Assert.Contains("lstm", table);

        var measured = Tool.Run("evaluate", "--model", "all.zip", "--data", "held-out.csv", "--json").Json();
        Assert.AreEqual("ensemble", measured.GetProperty("trainer").GetString());
        Assert.AreEqual(loss / Math.Log(2), measured.GetProperty("logLoss").GetDouble(), 1e-4);
        Assert.AreEqual(
            0, Tool.Run("evaluate", "--model", "all.zip", "--data", "test.csv", "--report", "report.html").ExitCode);
        string page = File.ReadAllText(Workplace.Path("report.html"));
        Assert.Contains("The models and their weights", page);
        Assert.Contains("The models of an ensemble may split texts differently.", page);

        string[] lines = Tool.Run("predict", "--model", "all.zip", "--data", "test.csv").OutputLines;
        Assert.AreEqual("Label\tProbability\tScore\tText\tTitle", lines[0]);
        Assert.HasCount(121, lines);
    }

    [TestMethod]
    public void Without_texts_the_weights_are_equal_and_a_text_alone_is_predicted()
    {
        var run = Tool.Run("ensemble", "-m", "text.zip", "-m", "network.zip", "-o", "mean.zip");
        Assert.AreEqual(0, run.ExitCode);
        Assert.Contains("Ensemble of 2 models written to 'mean.zip'.", run.Error);
        Assert.Contains("0.5", run.Output);
        double Score(string model) => Tool.Run("predict", "--model", model, "--text", "good good bad good", "--json").Json()
            .GetProperty("score").GetDouble();
        Assert.AreEqual((Score("text.zip") + Score("network.zip")) / 2, Score("mean.zip"), 1e-4);
        Tool.Run("evaluate", "--model", "mean.zip").IsFailure("--data is needed");
    }

    [TestMethod]
    public void Several_classes_and_numbers_are_joined_too()
    {
        var kinds = Tool.Run("ensemble", "-m", "kinds.zip", "--data", "held-out.csv", "-o", "kinds-2.zip", "--json").Json();
        Assert.AreEqual("multiclass", kinds.GetProperty("task").GetString());
        Assert.AreEqual(3, kinds.GetProperty("classes").GetArrayLength());
        var measured = Tool.Run("evaluate", "--model", "kinds-2.zip", "--data", "held-out.csv", "--json").Json();
        Assert.AreEqual(kinds.GetProperty("loss").GetDouble(), measured.GetProperty("logLoss").GetDouble(), 1e-4);

        Assert.AreEqual(0, Tool.Run(
            "train", "--data", "train.csv", "--label-column", "Stars", "--task", "regression", "--output", "stars.zip",
            "--epochs", "2", "--hidden-size", "4", "--embedding-size", "4").ExitCode);
        var stars = Tool.Run(
            "ensemble", "-m", "stars.zip", "stars.zip", "--data", "held-out.csv", "-o", "two.zip", "--json").Json();
        var found = Tool.Run("evaluate", "--model", "two.zip", "--data", "held-out.csv", "--json").Json();
        Assert.AreEqual(stars.GetProperty("loss").GetDouble(), found.GetProperty("lossFunction").GetDouble(), 1e-3);
    }

    [TestMethod]
    public void Wrong_use_is_told_and_leaves_no_file()
    {
        Tool.Run("ensemble", "-m", "text.zip", "-m", "kinds.zip", "-o", "none.zip")
            .IsFailure("The models must be for one task; 'text.zip' is for binary, and 'kinds.zip' for multiclass.");
        Tool.Run("ensemble", "-m", "text.zip", "-o", "text.zip").IsFailure("would overwrite 'text.zip'");
        Tool.Run("ensemble", "-m", "missing.zip", "-o", "none.zip").IsFailure("'missing.zip' does not exist");
        Tool.Run("ensemble", "-o", "none.zip").IsUsageError("--model");
        Tool.Run("ensemble", "-m", "text.zip", "--label-column", "Kind", "-o", "none.zip")
            .IsUsageError("--data, which is missing");
        Tool.Run("ensemble", "-m", "text.zip", "title.zip", "--data", "test.csv", "--text-column", "Title", "-o", "none.zip")
            .IsFailure("The models read the columns Text and Title");
        Workplace.WriteImdb("aclImdb_v1.tar.gz");
        Tool.Run("ensemble", "-m", "text.zip", "--data", "aclImdb_v1.tar.gz", "-o", "none.zip")
            .IsFailure("none to fit weights on", "leave it out for equal weights");
        Workplace.Write("one.csv", "Text,Label\ngood,1\ngood film,1\n");
        var one = Tool.Run("ensemble", "-m", "text.zip", "--data", "one.csv", "-o", "none.zip");
        Assert.AreEqual(1, one.ExitCode);
        Assert.Contains("The validation data must have different labels; the 2 rows all have the class 'True'", one.Error);
        Assert.IsFalse(File.Exists(Workplace.Path("none.zip")));

        Assert.AreEqual(0, Tool.Run("ensemble", "-m", "text.zip", "-o", "alone.zip").ExitCode);
        Tool.Run("export", "--model", "alone.zip").IsFailure("'alone.zip' is an ensemble");
        Tool.Run("train", "--data", "train.csv", "--continue-from", "alone.zip", "-o", "none.zip").IsFailure("is an ensemble");
    }
}
