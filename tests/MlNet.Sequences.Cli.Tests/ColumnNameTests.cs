namespace MlNet.Sequences.Cli.Tests;

/// <summary>Columns of any name, options by either name, and settings that the labels decide.</summary>
[TestClass]
public class ColumnNameTests
{
    [TestMethod]
    [DataRow("Features")]
    [DataRow("Tokens")]
    [DataRow("Score")]
    [DataRow("Probability")]
    [DataRow("PredictedLabel")]
    [DataRow("SourceLabel")]
    [DataRow("LabelToMeasure")]
    public void A_text_column_may_have_any_name(string column)
    {
        using var workplace = new Workplace();
        workplace.Write(
            "texts.csv",
            $"{column},Label\n" +
            string.Concat(Enumerable.Range(0, 20).Select(i => $"a {(i % 2 == 0 ? "fine" : "dull")} film,{i % 2}\n")));

        var trained = workplace.Tool.Run(
            ["train", "--data", "texts.csv", "--text-column", column, "--test", "texts.csv", "--json", .. Tool.Quick]).Json();
        string[] lines = workplace.Tool.Run("predict", "--model", "model.zip", "--data", "texts.csv").OutputLines;
        Assert.HasCount(21, lines);
        Assert.EndsWith("\ta fine film", lines[1]);
        Assert.HasCount(2, workplace.Tool.Run("predict", "--model", "model.zip", "--text", "a film").OutputLines);
        var measured = workplace.Tool.Run(
            "evaluate", "--model", "model.zip", "--data", "texts.csv", "--json", "--report", "report.html").Json();
        Assert.AreEqual(
            trained.GetProperty("test").GetProperty("logLoss").GetDouble(), measured.GetProperty("logLoss").GetDouble());
        Assert.AreEqual(20, measured.GetProperty("rows").GetInt32());
    }

    [TestMethod]
    public void Spaces_around_a_columns_name_in_a_settings_file_are_none_of_it()
    {
        using var workplace = new Workplace();
        workplace.WriteTopics("topics.tsv");
        workplace.Write("train.json", """{"data": "topics.tsv", "text": " Body ", "label": " Topic "}""");
        var report = workplace.Tool.Run(["train", "--config", "train.json", "--json", .. Tool.Quick]).Json();
        Assert.AreEqual(4, report.GetProperty("classes").GetArrayLength());
    }

    [TestMethod]
    public void The_earlier_names_of_the_column_options_are_understood()
    {
        using var workplace = new Workplace();
        workplace.WriteTopics("topics.tsv");
        workplace.Tool.Run(["train", "--data", "topics.tsv", "--text", "Body", "--label", "Topic", "--json", .. Tool.Quick])
            .Json();
        workplace.Tool.Run(
            "evaluate", "--model", "model.zip", "--data", "topics.tsv", "--text", "body", "--label", "topic", "--json").Json();
    }

    [TestMethod]
    public void A_metric_of_two_classes_alone_waits_for_the_labels()
    {
        using var workplace = new Workplace();
        workplace.Write("auc.json", """{"options": {"bestEpochMetric": "AreaUnderRocCurve", "earlyStoppingPatience": 2}}""");
        var report = workplace.Tool.Run(["train", "--config", "auc.json", "--json", .. Tool.Quick]).Json();
        Assert.AreEqual("binary", report.GetProperty("task").GetString());

        workplace.WriteTopics("topics.tsv");
        workplace.Tool.Run(
            "train", "--config", "auc.json", "--data", "topics.tsv", "--text-column", "Body", "--label-column", "Topic")
            .IsUsageError("options.bestEpochMetric", "AreaUnderRocCurve", "multiclass");
        workplace.Tool.Run("train", "--config", "auc.json", "--task", "regression")
            .IsUsageError("options.bestEpochMetric", "regression");
    }

    [TestMethod]
    public void Learned_positions_are_there_for_every_word_that_is_read()
    {
        using var workplace = new Workplace();
        workplace.Write(
            "short.csv",
            "Text,Label\n" +
            string.Concat(Enumerable.Range(0, 20).Select(i => $"a {(i % 2 == 0 ? "fine" : "dull")} film,{i % 2}\n")));
        workplace.Write("long.csv", $"Text\n{string.Concat(Enumerable.Repeat("great ", 50))}\na fine film\n");
        workplace.Tool.Run(
            "train", "--data", "short.csv", "--trainer", "transformer", "--positions", "learned", "--length", "30",
            "--hidden-size", "8", "--heads", "2",
            "--feed-forward-size", "8", "--epochs", "1", "--threads", "1", "--json").Json();
        Assert.HasCount(3, workplace.Tool.Run("predict", "--model", "model.zip", "--data", "long.csv").OutputLines);
        var settings = workplace.Tool.Run("inspect", "--model", "model.zip", "--json").Json().GetProperty("settings");
        Assert.AreEqual(30, settings.GetProperty("maximumLength").GetInt32());
    }
}
