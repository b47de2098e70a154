using System.Text.Json;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>One model of four classes, trained once on columns of other names, and what each command does with it.</summary>
[TestClass]
public class MulticlassModelTests : ModelTests<MulticlassModelTests>
{
    [ClassInitialize]
    public static void Train(TestContext context)
    {
        Workplace.WriteTopics("topics.tsv");
        Training = Tool.Run(
            "train", "--data", "topics.tsv", "--text", "Body", "--label", "Topic", "--trainer", "transformer", "--hidden-size",
            "16",
            "--feed-forward-size", "16", "--layers", "1", "--epochs", "8", "--batch-size", "8", "--class-weights",
            "cooking=1,sport=1,travel=1,weather=2", "--threads", "1", "--json");
    }

    [TestMethod]
    public void Labels_of_more_names_are_classes_in_the_order_of_their_letters()
    {
        var report = Training.Json();

        Assert.AreEqual("transformer", report.GetProperty("trainer").GetString());
        Assert.AreEqual("multiclass", report.GetProperty("task").GetString());
        Assert.AreEqual("""["cooking","sport","travel","weather"]""", report.GetProperty("classes").GetRawText());
        foreach (string name in (string[])["validationLoss", "validationAccuracy", "validationMacroAccuracy"])
            Assert.AreEqual(JsonValueKind.Number, report.GetProperty("epochs")[0].GetProperty(name).ValueKind, name);
        Assert.IsFalse(report.GetProperty("epochs")[0].TryGetProperty("validationAreaUnderRocCurve", out _));
        Assert.Contains(
            "a Transformer on 'topics.tsv' for multiclass classification (4 classes: cooking, sport, travel, weather)",
            Training.Error);
        Assert.Contains("Macro accuracy", Training.Error);
    }

    [TestMethod]
    public void Evaluation_takes_the_columns_of_the_training_and_counts_by_class()
    {
        var report = Tool.Run("evaluate", "--model", "model.zip", "--data", "topics.tsv", "--json").Json();

        Assert.AreEqual("transformer", report.GetProperty("trainer").GetString());
        Assert.AreEqual("multiclass", report.GetProperty("task").GetString());
        Assert.AreEqual(80, report.GetProperty("rows").GetInt32());
        Assert.AreEqual(1, report.GetProperty("microAccuracy").GetDouble(), 1e-9);
        Assert.AreEqual(1, report.GetProperty("macroAccuracy").GetDouble(), 1e-9);
        Assert.AreEqual(1, report.GetProperty("top3Accuracy").GetDouble(), 1e-9);
        Assert.AreEqual("[[20,0,0,0],[0,20,0,0],[0,0,20,0],[0,0,0,20]]", report.GetProperty("confusionMatrix").GetRawText());
        Assert.IsLessThan(1, report.GetProperty("logLoss").GetDouble());
    }

    [TestMethod]
    public void Labels_are_matched_by_value_and_a_row_of_the_confusion_is_a_true_class()
    {
        using var workplace = new Workplace();
        workplace.Write(
            "few.csv",
            "Text,Class\nthe team won the match,weather\nrain and wind over the hills,weather\nwind over the hills,\n");

        var run = workplace.Tool.Run(
            "evaluate", "--model", Workplace.Path("model.zip"), "--data", "few.csv", "--text", "text", "--label", "class");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains("left out 1 row without a label, the first in line 4", run.Error);

        // Of the two rows of weather one is found, and one is taken for sport; of travel there is none, and none is predicted.
        Assert.MatchesRegex(@"Class\W+Rows\W+Precision\W+Recall\W+F1\W", run.Output);
        Assert.Contains("weather │    2 │   100.0 % │ 50.0 % │ 0.6667", run.Output);
        Assert.Contains("sport   │    0 │     0.0 % │      - │ 0.0000", run.Output);
        Assert.Contains("travel  │    0 │         - │      - │      -", run.Output);
        var perClass = workplace.Tool.Run(
            "evaluate", "--model", Workplace.Path("model.zip"), "--data", "few.csv", "--text", "text", "--label", "class",
            "--json").Json()
            .GetProperty("perClass");
        Assert.AreEqual(
            """{"class":"weather","rows":2,"precision":1,"recall":0.5,"f1":0.6666666666666666}""", perClass[3].GetRawText());
        Assert.AreEqual("""{"class":"sport","rows":0,"precision":0,"recall":null,"f1":0}""", perClass[1].GetRawText());
        Assert.Contains("Top-3 accuracy", run.Output);
        Assert.MatchesRegex(@"weather\W+0\W+1\W+0\W+1\W", run.Output.Split("predicted")[1]);
        Assert.MatchesRegex(@"Rows\W+2\W", run.Output);
    }

    [TestMethod]
    public void A_class_that_the_model_does_not_know_is_named()
    {
        using var workplace = new Workplace();
        workplace.Write("other.csv", "Body,Topic\nthe team won,sport\na song,music\n");
        workplace.Tool.Run("evaluate", "--model", Workplace.Path("model.zip"), "--data", "other.csv")
            .IsFailure("other.csv", "line 3", "'music'", "cooking, sport, travel, weather");
    }

    [TestMethod]
    public void Predictions_have_the_class_by_name_and_its_probability()
    {
        var run = Tool.Run("predict", "--model", "model.zip", "--data", "topics.tsv");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Error);
        Assert.AreEqual("Label\tProbability\tText", run.OutputLines[0]);
        Assert.HasCount(81, run.OutputLines);
        Assert.MatchesRegex(@"\Aweather\t0\.\d{4}\train and wind over the hills\z", run.OutputLines[1]);
    }

    [TestMethod]
    public void Predictions_in_JSON_have_the_probabilities_of_all_classes()
    {
        var line = Tool.Run("predict", "--model", "model.zip", "--text", "stir the soup", "--json").Json();

        var probabilities = line.GetProperty("probabilities").EnumerateObject()
            .ToDictionary(pair => pair.Name, pair => pair.Value.GetDouble());
        CollectionAssert.AreEquivalent((string[])["cooking", "sport", "travel", "weather"], probabilities.Keys);
        Assert.AreEqual(1, probabilities.Values.Sum(), 1e-5);
        Assert.AreEqual("cooking", line.GetProperty("label").GetString());
        Assert.AreEqual(probabilities.Values.Max(), line.GetProperty("probability").GetDouble());
        Assert.AreEqual("stir the soup", line.GetProperty("text").GetString());
    }

    [TestMethod]
    public void A_table_without_the_column_of_the_training_takes_another()
    {
        using var workplace = new Workplace();
        string model = Workplace.Path("model.zip");
        workplace.Write("texts.csv", "Review\nthe team won\n");
        workplace.Tool.Run("predict", "--model", model, "--data", "texts.csv")
            .IsFailure("no column Body", "'Review'", "--text-column");
        Assert.AreEqual(
            0, workplace.Tool.Run("predict", "--model", model, "--data", "texts.csv", "--text-column", "Review").ExitCode);
    }

    [TestMethod]
    public void Inspection_shows_the_classes()
    {
        var report = Tool.Run("inspect", "--model", "model.zip", "--json").Json();
        Assert.AreEqual("multiclass", report.GetProperty("task").GetString());
        Assert.AreEqual("""["cooking","sport","travel","weather"]""", report.GetProperty("classes").GetRawText());
        Assert.AreEqual("Topic", report.GetProperty("columns").GetProperty("label").GetString());

        var tables = Tool.Run("inspect", "--model", "model.zip");
        Assert.Contains("cooking, sport, travel, weather", tables.Output);
        Assert.Contains("numberOfHeads", tables.Output);
    }
}
