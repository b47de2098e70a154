namespace MlNet.Sequences.Cli.Tests;

/// <summary>What train reads, and what it says of data that it can't.</summary>
[TestClass]
public class TrainingDataTests
{
    [TestMethod]
    public void Two_class_folders_are_two_classes()
    {
        using var workplace = new Workplace();
        for (int i = 0; i < 6; i++)
        {
            workplace.Write($"texts/Positive/{i}.txt", $"a fine film {i}");
            workplace.Write($"texts/Negative/{i}.txt", $"a dull film {i}");
        }

        var report = Train(workplace, "--data", "texts").Json();

        Assert.AreEqual(12, report.GetProperty("rows").GetInt32() + report.GetProperty("validationRows").GetInt32());
        Assert.IsFalse(report.TryGetProperty("test", out _));
    }

    [TestMethod]
    public void Class_folders_of_any_names_are_classes_but_for_a_binary_task()
    {
        using var workplace = new Workplace();
        foreach (string name in (string[])["cats", "dogs", "pos"])
        {
            for (int i = 0; i < 4; i++)
                workplace.Write($"texts/{name}/{i}.txt", $"a text of {name}");
        }

        Train(workplace, "--data", "texts", "--task", "binary").IsFailure("'texts'", "'cats'", "pos/neg", "--task multiclass");
        var report = Train(workplace, "--data", "texts").Json();

        Assert.AreEqual("multiclass", report.GetProperty("task").GetString());
        Assert.AreEqual("""["cats","dogs","pos"]""", report.GetProperty("classes").GetRawText());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true, DisplayName = "in a cache")]
    public void Texts_with_the_same_sampling_key_are_held_out_together(bool isCached)
    {
        using var workplace = new Workplace();
        workplace.Write("mails.tsv", "Text\tLabel\tSender\n" + string.Concat(Enumerable.Range(0, 60).Select(
            i => $"{(i % 2 == 0 ? "win a prize\tspam" : "see you at noon\tmail")}\tsender {i / 10}\n")));
        string[] arguments =
        [
            "--data", "mails.tsv", "--validation-fraction", "0.5", "--sampling-key-column", "sender",
            .. isCached ? ["--cache", "mails.cache"] : (string[])[],
        ];

        int held = Train(workplace, arguments).Json().GetProperty("validationRows").GetInt32();
        Assert.IsTrue(held is > 0 and < 60 && held % 10 == 0, $"{held} of 60 texts by 6 senders");
        if (isCached)
            Assert.AreEqual(held, Train(workplace, arguments).Json().GetProperty("validationRows").GetInt32());

        // The model reads texts alone.
        workplace.Write("new.tsv", "Text\nwin a prize\n");
        Assert.AreEqual(0, workplace.Tool.Run("predict", "--model", "model.zip", "--data", "new.tsv").ExitCode);
        Train(workplace, "--data", "mails.tsv", "--sampling-key-column", "author")
            .IsFailure("'mails.tsv' has no column author", "Name one of these with --sampling-key-column");
        Train(workplace, "--data", "mails.tsv", "--sampling-key-column", "label")
            .IsUsageError("--sampling-key-column", "'label'");
    }

    [TestMethod]
    public void JSON_lines_are_a_table()
    {
        using var workplace = new Workplace();
        workplace.Write(
            "texts.jsonl",
            string.Concat(
                Enumerable.Range(0, 6)
                .Select(
                    i => $$"""{"id":{{i}},"label":{{(i % 2 == 0 ? "true" : "\"neg\"")}},"text":"a \"film\", {{i}}"}""" + "\n"))
                + """{"id":7,"label":null,"text":"nothing"}""" + "\n");

        var run = Train(workplace, "--data", "texts.jsonl");
        Assert.AreEqual(6, run.Json().GetProperty("rows").GetInt32() + run.Json().GetProperty("validationRows").GetInt32());
        Assert.Contains("left out 1 row without a label, the first in line 7", run.Error);
        var lines = workplace.Tool.Run("predict", "--model", "model.zip", "--data", "texts.jsonl", "--json").OutputLines;
        Assert.HasCount(7, lines);
        Assert.Contains("""a \"film\", 0""", lines[0]);

        workplace.Write("bad.jsonl", "{\"text\": \"a\", \"label\": true}\n[]\n");
        Train(workplace, "--data", "bad.jsonl").IsFailure("bad.jsonl", "line 2", "not a JSON object");
    }

    [TestMethod]
    public void Every_spelling_of_the_labels_is_understood_and_nothing_held_out_is_null()
    {
        using var workplace = new Workplace();
        workplace.Write(
            "labels.csv",
            "label,Stars,TEXT\ntrue,5,fine\nFalse,1,dull\n1,5,fine\n0,1,dull\nPos,5,fine\nNEG,1,dull\n" +
            "positive,5,fine\nnegative,1,dull\nyes,5,fine\nno,1,dull\n");

        var report = Train(workplace, "--data", "labels.csv", "--validation-fraction", "0").Json();

        Assert.AreEqual(10, report.GetProperty("rows").GetInt32());
        Assert.AreEqual(
            System.Text.Json.JsonValueKind.Null, report.GetProperty("epochs")[0].GetProperty("validationLoss").ValueKind);
        var measured = workplace.Tool.Run("evaluate", "--model", "model.zip", "--data", "labels.csv", "--json").Json();
        var counts = measured.GetProperty("confusionMatrix");
        Assert.AreEqual(5, counts.GetProperty("truePositives").GetInt32() + counts.GetProperty("falseNegatives").GetInt32());
    }

    [TestMethod]
    [DataRow("Text\tLabel\nfine\ttrue\nfiner\ttrue\n", "two classes", "'true'", DisplayName = "only one class")]
    [DataRow("Text\tLabel\nfine\ttrue\ndull\n", "line 3", "1 column", DisplayName = "a row too short")]
    [DataRow("Text\tLabel\nfine\ttrue\n\ndull\tfalse\n", "line 3", "empty", DisplayName = "an empty line")]
    [DataRow("Text\tStars\nfine\t5\n", "no column Label", "'Stars'", DisplayName = "no label column")]
    [DataRow("Review;Label\nfine;1\n", "no column Text", "tab", DisplayName = "another separator")]
    [DataRow("Text\tText\tLabel\na\tb\t1\n", "2 columns named Text", "rename", DisplayName = "a column twice")]
    [DataRow("Text\tLabel\n", "no rows", "header", DisplayName = "a header alone")]
    [DataRow("", "is empty", "header", DisplayName = "nothing")]
    public void A_table_that_breaks_the_form_is_refused_with_file_and_line(string content, string first, string second)
    {
        using var workplace = new Workplace();
        workplace.Write("bad.tsv", content);
        Train(workplace, "--data", "bad.tsv").IsFailure(first, second);
        CollectionAssert.AreEqual((string[])["bad.tsv"], workplace.Files());
    }

    [TestMethod]
    public void A_label_that_the_task_has_not_is_refused_with_its_line()
    {
        using var workplace = new Workplace();
        workplace.Write("labels.tsv", "Text\tLabel\nfine\ttrue\ndull\tmaybe\n");
        Train(workplace, "--data", "labels.tsv", "--task", "binary")
            .IsFailure("labels.tsv", "line 3", "'maybe'", "--task multiclass");
        Train(workplace, "--data", "labels.tsv", "--task", "regression").IsFailure("labels.tsv", "line 2", "'true'", "numbers");
    }

    [TestMethod]
    public void Rows_without_a_label_are_left_out_and_nothing_is_left_is_an_error()
    {
        using var workplace = new Workplace();
        workplace.Write("labels.tsv", "Text\tLabel\nfine\t\ndull\t \n");

        var run = Train(workplace, "--data", "labels.tsv");

        Assert.AreEqual(1, run.ExitCode, run.Error);
        Assert.HasCount(2, run.ErrorLines);
        Assert.Contains("2 rows without a label", run.ErrorLines[0]);
        Assert.Contains("no row with a label", run.ErrorLines[1]);
    }

    [TestMethod]
    public void Columns_may_have_the_names_that_the_model_gives_its_own()
    {
        using var workplace = new Workplace();
        workplace.Write("odd.csv", "Score,Label\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"{i},a text {i}\n")));

        _ = Train(workplace, "--data", "odd.csv", "--text", "Label", "--label", "Score", "--task", "regression").Json();

        var measured = workplace.Tool.Run("evaluate", "--model", "model.zip", "--data", "odd.csv", "--json").Json();
        Assert.AreEqual(10, measured.GetProperty("rows").GetInt32());
        Assert.IsGreaterThan(0.1, measured.GetProperty("rootMeanSquaredError").GetDouble());
    }

    [TestMethod]
    public void Labels_that_no_two_rows_share_are_not_taken_for_classes()
    {
        using var workplace = new Workplace();
        workplace.Write("prices.csv", "Text,Label\n" + string.Concat(Enumerable.Range(2, 150).Select(i => $"a text,{i}.5\n")));
        Train(workplace, "--data", "prices.csv").IsFailure("150 different labels", "--label", "--task regression");
    }

    [TestMethod]
    public void A_quotation_mark_that_is_never_closed_is_refused_with_its_line()
    {
        using var workplace = new Workplace();
        workplace.Write("bad.csv", "Text,Label\nfine,true\n\"dull,false\nfine,true\n");
        Train(workplace, "--data", "bad.csv").IsFailure("bad.csv", "line 3", "never closed");
    }

    [TestMethod]
    public void Bytes_that_are_not_UTF8_are_replaced_with_a_warning()
    {
        using var workplace = new Workplace();
        File.WriteAllBytes(
            workplace.Path("latin.tsv"), [.. "Text\tLabel\nfine\ttrue\ncaf"u8, 0xE9, .. "\tfalse\nfine\ttrue\ndull\tfalse\n"u8]);
        var run = Train(workplace, "--data", "latin.tsv");
        _ = run.Json();
        Assert.Contains("line 3", run.Error);
        Assert.HasCount(1, run.ErrorLines.Where(line => line.StartsWith("warning:", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public void Data_that_are_not_there_or_of_no_known_kind_are_refused()
    {
        using var workplace = new Workplace();
        workplace.Write("data.xlsx", "x");
        Train(workplace, "--data", "nowhere.tsv").IsFailure("nowhere.tsv");
        Train(workplace, "--data", "data.xlsx").IsFailure("data.xlsx", ".tsv");
    }

    private static ToolRun Train(Workplace workplace, params string[] arguments) =>
        workplace.Tool.Run(["train", "--json", .. Tool.Quick, .. arguments]);
}
