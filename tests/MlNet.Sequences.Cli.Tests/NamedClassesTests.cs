using System.Globalization;
using System.Text.Json;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>A model of yes and no: what the data call the two classes is what every output calls them.</summary>
[TestClass]
public class NamedClassesTests : ModelTests<NamedClassesTests>
{
    [ClassInitialize]
    public static void Train(TestContext context)
    {
        Workplace.Write("mails.csv", "id,Text,Label,sender\n" + string.Concat(
            Enumerable.Range(0, 80)
            .Select(i => $"m{i},{(i % 2 == 0 ? "cheap watches" : "dear friend")} {i},{(i % 2 == 0 ? "Yes" : "No")},\"a, b\"\n")));
        Training = Tool.Run(
            ["train", "--data", "mails.csv", "--json", "--epochs", "12", "--hidden-size", "8", "--embedding-size", "8",
                "--threads", "1",
             "--class-weights", "yes=1,no=1", "--batch-size", "8", "--validation", "mails.csv", "--test", "mails.csv"]);
    }

    [TestMethod]
    public void Training_names_them()
    {
        Assert.AreEqual("""["No","Yes"]""", Training.Json().GetProperty("classes").GetRawText());
        Assert.Contains("binary classification (No and Yes)", Training.Error);
        Assert.Contains("Predicted Yes", Training.Error);
    }

    [TestMethod]
    public void Validation_and_test_data_are_those_that_are_named()
    {
        var report = Training.Json();
        Assert.AreEqual(80, report.GetProperty("rows").GetInt32());
        Assert.AreEqual(80, report.GetProperty("validationRows").GetInt32());
        Assert.AreEqual(80, report.GetProperty("test").GetProperty("rows").GetInt32());
        Assert.Contains("On 'mails.csv':", Training.Error);
        Tool.Run("train", "--data", "mails.csv", "--validation", "mails.csv", "--validation-fraction", "0.1")
            .IsUsageError("--validation-fraction", "--validation", "'mails.csv'");
        Tool.Run("train", "--data", "mails.csv", "--test", "none.csv", "--output", "x.zip").IsFailure("none.csv");
    }

    [TestMethod]
    public void The_settings_file_names_validation_and_test_data_too()
    {
        Workplace.Write(
            "train.json", """{"data": "mails.csv", "validation": "few.csv", "test": "few.csv", "output": "few.zip"}""");
        Workplace.Write("few.csv", "Text,Label\ncheap,yes\ndear,no\n");
        var report = Tool.Run(["train", "--config", "train.json", "--json", .. Tool.Quick]).Json();
        Assert.AreEqual(2, report.GetProperty("validationRows").GetInt32());
        Assert.AreEqual(2, report.GetProperty("test").GetProperty("rows").GetInt32());
    }

    [TestMethod]
    public void A_prediction_is_a_class_by_its_name_with_the_probability_of_this_class()
    {
        string[] lines = Tool.Run("predict", "--model", "model.zip", "--text", "cheap watches", "dear friend").OutputLines;
        Assert.AreEqual("Label\tProbability\tScore\tText", lines[0]);
        string[] yes = lines[1].Split('\t'), no = lines[2].Split('\t');
        Assert.AreEqual("Yes", yes[0]);
        Assert.AreEqual("No", no[0]);
        foreach (string[] line in (string[][])[yes, no])
            Assert.IsGreaterThan(0.5, double.Parse(line[1], CultureInfo.InvariantCulture), line[1]);

        var json = JsonDocument.Parse(
            Tool.Run("predict", "--model", "model.zip", "--json", "--text", "dear friend").Output).RootElement;
        Assert.AreEqual("No", json.GetProperty("label").GetString());
        Assert.AreEqual(
            json.GetProperty("probability").GetSingle(), json.GetProperty("probabilities").GetProperty("No").GetSingle());
        Assert.AreEqual(1, json.GetProperty("probabilities").EnumerateObject().Sum(pair => pair.Value.GetDouble()), 1e-6);
        Assert.IsLessThan(0, json.GetProperty("score").GetDouble());
    }

    [TestMethod]
    public void Evaluation_inspection_and_report_name_them()
    {
        var measured = Tool.Run("evaluate", "--model", "model.zip", "--data", "mails.csv", "--json", "--report", "report.html")
            .Json();
        Assert.AreEqual("""["No","Yes"]""", measured.GetProperty("classes").GetRawText());
        string page = File.ReadAllText(Workplace.Path("report.html"));
        foreach (string text in (string[])[
            "; Yes: 40, No: 40", "No taken for Yes (", "Yes found (", "Yes among the rows of a bin",
            "<th scope=\"col\">Yes</th>"])
            Assert.Contains(text, page);
        Assert.DoesNotContain(" positive,", page);
        Assert.DoesNotContain("ositives", page);
        Assert.Contains("Predicted No", Tool.Run("evaluate", "--model", "model.zip", "--data", "mails.csv").Output);
        Assert.Contains("No, Yes", Tool.Run("inspect", "--model", "model.zip").Output);
    }

    [TestMethod]
    public void Evaluation_asks_for_data_of_a_model_that_was_not_trained_on_the_sample()
    {
        Tool.Run("evaluate", "--model", "model.zip").IsFailure("--data", "model.zip", "sample");
    }

    [TestMethod]
    public void Columns_are_passed_through()
    {
        string[] lines = Tool.Run("predict", "--model", "model.zip", "--data", "mails.csv", "--keep", "Sender, id").OutputLines;
        Assert.AreEqual("Label\tProbability\tScore\tText\tsender\tid", lines[0]);
        Assert.EndsWith("\tcheap watches 0\ta, b\tm0", lines[1]);
        lines = Tool.Run("predict", "--model", "model.zip", "--data", "mails.csv", "--keep-all").OutputLines;
        Assert.AreEqual("Label\tProbability\tScore\tText\tid\tdata.Label\tsender", lines[0]);
        Assert.EndsWith("\tcheap watches 0\tm0\tYes\ta, b", lines[1]);
        var json = JsonDocument.Parse(
            Tool.Run(
                "predict", "--model", "model.zip", "--data", "mails.csv", "--keep", "id", "--json").OutputLines[79]).RootElement;
        Assert.AreEqual("""{"id":"m79"}""", json.GetProperty("columns").GetRawText());
        Tool.Run("predict", "--model", "model.zip", "--data", "mails.csv", "--keep", "name")
            .IsFailure("no column name", "--keep");
        Tool.Run("predict", "--model", "model.zip", "--text", "dear", "--keep", "id").IsFailure("--keep", "--data");
        Tool.Run("predict", "--model", "model.zip", "--data", "mails.csv", "--keep", "id", "--keep-all")
            .IsUsageError("--keep", "--keep-all");
    }

    [TestMethod]
    public void The_kept_epoch_is_told_with_its_rule()
    {
        Assert.Contains("The weights of epoch", Training.Json().GetProperty("keptEpochReason").GetString()!);
        Assert.Contains("The weights of epoch", Training.Error);
        foreach (var (rule, reason) in ((string, string)[])[
            ("best", "is the highest"), ("last", "the last one, as requested")])
        {
            var report = Tool.Run(
                ["train", "--data", "mails.csv", "--output", $"{rule}.zip", "--json", "--keep-epoch", rule,
                    "--validation-fraction", "0.2", .. Tool.Quick]).Json();
            Assert.Contains(reason, report.GetProperty("keptEpochReason").GetString()!);
            var inspected = Tool.Run("inspect", "--model", $"{rule}.zip", "--json").Json();
            Assert.AreEqual(
                report.GetProperty("keptEpochReason").GetString(),
                inspected.GetProperty("history").GetProperty("keptEpochReason").GetString());
            Assert.AreEqual(rule == "best", inspected.GetProperty("trainingSettings").GetProperty("keepBestEpoch").GetBoolean());
        }
    }
}
