using System.Text.Json;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>One model that tells numbers, trained once, and what each command does with it.</summary>
[TestClass]
public class RegressionModelTests : ModelTests<RegressionModelTests>
{
    [ClassInitialize]
    public static void Train(TestContext context)
    {
        File.AppendAllText(Workplace.WriteTopics("topics.tsv"), "sport\tmany\tthe team won\nsport\t\tthe team lost\n");
        Training = Tool.Run(
            "train", "--data", "topics.tsv", "--text", "Body", "--label", "Stars", "--task", "regression", "--trainer", "gru",
            "--hidden-size",
            "16", "--embedding-size", "16", "--epochs", "20", "--batch-size", "4", "--learning-rate", "0.01", "--step-dropout",
            "0",
            "--embedding-dropout", "0", "--regression-loss", "huber", "--huber-delta", "2", "--threads", "1", "--json");
    }

    [TestMethod]
    public void Training_reports_errors_in_the_unit_of_the_labels_and_the_rows_left_out()
    {
        var report = Training.Json();

        Assert.AreEqual("gru", report.GetProperty("trainer").GetString());
        Assert.AreEqual("regression", report.GetProperty("task").GetString());
        Assert.AreEqual(80, report.GetProperty("rows").GetInt32() + report.GetProperty("validationRows").GetInt32());
        foreach (string name in (string[])["validationLoss", "validationRootMeanSquaredError", "validationMeanAbsoluteError"])
            Assert.AreEqual(JsonValueKind.Number, report.GetProperty("epochs")[0].GetProperty(name).ValueKind, name);
        Assert.IsFalse(report.GetProperty("epochs")[0].TryGetProperty("validationAccuracy", out _));
        Assert.Contains("left out 1 row whose label is not a number, the first with 'many' in line 82", Training.Error);
        Assert.Contains("left out 1 row without a label, the first in line 83", Training.Error);
        Assert.Contains("validation RMSE", Training.Error);
    }

    [TestMethod]
    public void Evaluation_measures_distances()
    {
        var report = Tool.Run("evaluate", "--model", "model.zip", "--data", "topics.tsv", "--json").Json();

        Assert.AreEqual("gru", report.GetProperty("trainer").GetString());
        Assert.AreEqual("regression", report.GetProperty("task").GetString());
        Assert.AreEqual(80, report.GetProperty("rows").GetInt32());
        double error = report.GetProperty("rootMeanSquaredError").GetDouble();
        Assert.IsLessThan(1, error);
        Assert.AreEqual(error * error, report.GetProperty("lossFunction").GetDouble(), 1e-6);
        Assert.IsGreaterThan(0.8, report.GetProperty("rSquared").GetDouble());
        Assert.IsLessThanOrEqualTo(error, report.GetProperty("meanAbsoluteError").GetDouble());

        var table = Tool.Run("evaluate", "--model", "model.zip", "--data", "topics.tsv", "--label", "Stars");
        Assert.Contains("Root mean squared error", table.Output);
        Assert.Contains("R²", table.Output);
    }

    [TestMethod]
    public void Labels_without_a_number_are_no_regression()
    {
        Tool.Run("evaluate", "--model", "model.zip", "--data", "topics.tsv", "--label", "Topic")
            .IsFailure("line 2", "'weather'", "numbers");
    }

    [TestMethod]
    public void Predictions_are_numbers()
    {
        var run = Tool.Run("predict", "--model", "model.zip", "--text", "the team won the match", "a train to the coast");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("Score\tText", run.OutputLines[0]);
        Assert.MatchesRegex(@"\A-?\d+\.\d{4}\tthe team won the match\z", run.OutputLines[1]);

        var line = Tool.Run("predict", "--model", "model.zip", "--text", "a train to the coast", "--json").Json();
        Assert.AreEqual(7, line.GetProperty("score").GetDouble(), 2);
        CollectionAssert.AreEqual(
            (string[])["text", "score"], line.EnumerateObject().Select(property => property.Name).ToArray());
    }

    [TestMethod]
    public void Inspection_shows_the_task_and_no_classes()
    {
        var report = Tool.Run("inspect", "--model", "model.zip", "--json").Json();
        Assert.AreEqual("regression", report.GetProperty("task").GetString());
        Assert.IsFalse(report.TryGetProperty("classes", out _));
        Assert.AreEqual(
            JsonValueKind.Number,
            report.GetProperty("history").GetProperty("epochs")[0].GetProperty("validationRootMeanSquaredError").ValueKind);
        Assert.Contains("RMSE", Tool.Run("inspect", "--model", "model.zip").Output);
    }
}
