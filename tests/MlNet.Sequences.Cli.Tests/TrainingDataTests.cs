namespace MlNet.Sequences.Cli.Tests;

/// <summary>What train reads, and what it says of data that it can't.</summary>
[TestClass]
public class TrainingDataTests
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
    public void A_damaged_archive_is_named()
    {
        using var workplace = new Workplace();
        byte[] whole = File.ReadAllBytes(workplace.WriteImdb("whole.tar.gz"));
        File.WriteAllBytes(workplace.Path("half.tar.gz"), whole[..(whole.Length / 2)]);
        Train(workplace, "--data", "half.tar.gz").IsFailure("half.tar.gz");
    }

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
    public void Other_class_folders_are_refused_with_the_names_that_would_do()
    {
        using var workplace = new Workplace();
        foreach (string name in (string[])["cats", "dogs", "pos"])
            workplace.Write($"texts/{name}/1.txt", "a text");
        Train(workplace, "--data", "texts").IsFailure("3 class folders", "'cats'", "pos/neg");
    }

    [TestMethod]
    public void Every_spelling_of_the_labels_is_understood_and_nothing_held_out_is_null()
    {
        using var workplace = new Workplace();
        workplace.Write(
            "labels.csv",
            "label,Stars,TEXT\ntrue,5,fine\nFalse,1,dull\n1,5,fine\n0,1,dull\nPos,5,fine\nNEG,1,dull\npositive,5,fine\nnegative,1,dull\nyes,5,fine\nno,1,dull\n");

        var report = Train(workplace, "--data", "labels.csv", "--validation-fraction", "0").Json();

        Assert.AreEqual(10, report.GetProperty("rows").GetInt32());
        Assert.AreEqual(System.Text.Json.JsonValueKind.Null, report.GetProperty("epochs")[0].GetProperty("validationLoss").ValueKind);
        var measured = workplace.Tool.Run("evaluate", "--model", "model.zip", "--data", "labels.csv", "--json").Json();
        var counts = measured.GetProperty("confusionMatrix");
        Assert.AreEqual(5, counts.GetProperty("truePositives").GetInt32() + counts.GetProperty("falseNegatives").GetInt32());
    }

    [TestMethod]
    [DataRow("Text\tLabel\nfine\ttrue\ndull\tmaybe\n", "line 3", "'maybe'", DisplayName = "a label that is none")]
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
        Train(workplace, "--data", "bad.tsv").IsFailure("bad.tsv", first, second);
        CollectionAssert.AreEqual((string[])["bad.tsv"], workplace.Files());
    }

    [TestMethod]
    public void A_quotation_mark_that_is_never_closed_is_refused_with_its_line()
    {
        using var workplace = new Workplace();
        workplace.Write("bad.csv", "Text,Label\nfine,true\n\"dull,false\nfine,true\n");
        Train(workplace, "--data", "bad.csv").IsFailure("bad.csv", "line 3", "none closes it");
    }

    [TestMethod]
    public void Bytes_that_are_not_UTF8_are_replaced_with_a_warning()
    {
        using var workplace = new Workplace();
        File.WriteAllBytes(workplace.Path("latin.tsv"), [.. "Text\tLabel\nfine\ttrue\ncaf"u8, 0xE9, .. "\tfalse\nfine\ttrue\ndull\tfalse\n"u8]);
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
