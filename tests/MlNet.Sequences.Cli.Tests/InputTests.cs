using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>
/// Odd files that hold texts: each is read as it is meant, or refused with its name and line, and nothing hangs.
/// </summary>
[TestClass]
public class InputTests : ModelTests<InputTests>
{
    private static string Model => Workplace.Path("model.zip");

    [ClassInitialize]
    public static void Train(TestContext context)
    {
        Training = Tool.Run(["train", .. Tool.Quick]);
        Assert.AreEqual(0, Training.ExitCode, Training.Error);
    }

    [TestMethod]
    [DataRow("texts.csv", "Text,Label\r\n\"a fine, good film\",1\r\n\"two\r\nlines\",0\r\n")]
    [DataRow("texts.tsv", "Text\tLabel\na fine film\t1\na \"dull\" film\t0\n")]
    [DataRow("texts.jsonl", "{\"Text\":\"a fine film\",\"Label\":1}\n{\"Text\":\"dull\",\"Label\":0}\n")]
    [DataRow("texts.txt", "a fine film\ra dull film\r\n")]
    public void A_file_in_gzip_is_read_as_the_file_is(string name, string content)
    {
        using var workplace = new Workplace();
        workplace.Write(name, content);
        Compress(workplace, name);

        var plain = Predict(workplace, name);
        Assert.HasCount(2, plain.OutputLines, plain.Error);
        Assert.AreEqual(plain.Output, Predict(workplace, name + ".gz").Output);
        if (name.EndsWith(".txt", StringComparison.Ordinal))
            return;
        var measured = workplace.Tool.Run("evaluate", "--model", Model, "--data", name + ".gz", "--json").Json();
        Assert.AreEqual(2, measured.GetProperty("rows").GetInt32());
    }

    [TestMethod]
    public void Columns_that_are_passed_through_may_be_the_text_itself_and_have_line_breaks_in_quotation_marks()
    {
        using var workplace = new Workplace();
        workplace.Write("texts.csv", "Id,Text,Note\n1,\"two\nlines, fine\",\"a\n\"\"b\"\"\"\n2,dull,c\n");
        Compress(workplace, "texts.csv");
        foreach (string file in (string[])["texts.csv", "texts.csv.gz"])
        {
            var rows = Rows("predict", "--model", Model, "--data", file, "--keep", "note,text,Note", "--json");
            CollectionAssert.AreEqual(
                (string[])["two\nlines, fine", "dull"], rows.Select(row => row.GetProperty("text").GetString()).ToArray());
            Assert.AreEqual("""{"Note":"a\n\"b\"","Text":"two\nlines, fine"}""", rows[0].GetProperty("columns").GetRawText());
            Assert.AreEqual("""{"Note":"c","Text":"dull"}""", rows[1].GetProperty("columns").GetRawText());
        }

        var lines = workplace.Tool.Run("predict", "--model", Model, "--data", "texts.csv", "--keep-all").OutputLines;
        Assert.EndsWith("\tText\tId\tNote", lines[0]);
        Assert.EndsWith("\ttwo lines, fine\t1\ta \"b\"", lines[1]);
        Assert.EndsWith("\tdull\t2\tc", lines[2]);

        // One name twice in an object: the last value counts.
        workplace.Write("texts.jsonl", """{"id":1,"Text":"fine","id":2}""" + "\n" + """{"id":3,"Text":"dull"}""" + "\n");
        lines = workplace.Tool.Run("predict", "--model", Model, "--data", "texts.jsonl", "--keep-all").OutputLines;
        Assert.EndsWith("\tfine\t2\t2", lines[1]);
        Assert.EndsWith("\tdull\t3\t3", lines[2]);

        System.Text.Json.JsonElement[] Rows(params string[] arguments) =>
            [.. workplace.Tool.Run(arguments).OutputLines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement)];
    }

    [TestMethod]
    public void A_gzip_file_that_is_cut_off_or_none_at_all_is_refused_by_name()
    {
        using var workplace = new Workplace();
        workplace.Write(
            "texts.csv", "Text,Label\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"a text {i * 7919 % 1000},1\n")));
        byte[] whole = Compress(workplace, "texts.csv");
        foreach (int length in (int[])[whole.Length - 3, whole.Length / 2])
        {
            File.WriteAllBytes(workplace.Path("cut.csv.gz"), whole[..length]);
            workplace.Tool.Run("train", "--data", "cut.csv.gz").IsFailure("'cut.csv.gz'", "truncated");
        }

        workplace.Write("none.tsv.gz", "Text\tLabel\nfine\t1\n");
        workplace.Tool.Run("train", "--data", "none.tsv.gz").IsFailure("'none.tsv.gz'", "not a gzip file");
        workplace.Write("reviews.json.gz", "{}");
        var run = workplace.Tool.Run("train", "--data", "reviews.json.gz");
        run.IsFailure("'reviews.json.gz'", ".jsonl", ".csv.gz");
        Assert.DoesNotContain("LoadImdb", run.Error);
    }

    [TestMethod]
    public void A_blank_line_of_JSON_lines_is_no_row_at_the_end_and_an_error_elsewhere()
    {
        using var workplace = new Workplace();
        workplace.Write("texts.jsonl", "{\"text\":\"lovely gig tonight\"}\n{\"text\":\"dull show\"}\n\n  \n");
        Assert.HasCount(2, Predict(workplace, "texts.jsonl").OutputLines);
        workplace.Write("texts.jsonl", "{\"text\":\"lovely gig tonight\"}\n\n{\"text\":\"dull show\"}\n");
        Predict(workplace, "texts.jsonl").IsFailure("'texts.jsonl'", "line 2 is empty");
    }

    [TestMethod]
    public void An_empty_line_of_a_table_with_one_column_is_an_empty_text()
    {
        using var workplace = new Workplace();
        workplace.Write("texts.csv", "Text\nfine\n\ndull\n");
        Assert.HasCount(3, Predict(workplace, "texts.csv").OutputLines);
    }

    [TestMethod]
    public void Half_of_a_surrogate_pair_in_JSON_is_the_replacement_character_with_a_warning_that_names_the_line()
    {
        using var workplace = new Workplace();
        workplace.Write(
            "texts.jsonl",
            """
            {"text":"\ud83d\ude00 \\ud83d gig","label":"p\udc00","other\ud800":"\ud800"}
            {"text":"what a queue \uD83D","label":"neg"}
            {"text":"\ude00\ud83dx\ud83d","label":"p\ud800"}
            {"text":"dull","label":"neg","\udbff":"\udbff"}

            """);

        var run = Predict(workplace, "texts.jsonl");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        string[] texts = [
            .. run.OutputLines.Select(
                line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!)];
        CollectionAssert.AreEqual(
            (string[])["\U0001F600 \\ud83d gig", "what a queue \uFFFD", "\uFFFD\uFFFDx\uFFFD", "dull"], texts);
        Assert.HasCount(1, run.ErrorLines, run.Error);
        Assert.Contains("'texts.jsonl', line 2 has half of a surrogate pair", run.Error);

        var trained = workplace.Tool.Run(["train", "--data", "texts.jsonl", "--json", .. Tool.Quick]);
        Assert.AreEqual("""["neg","p�"]""", trained.Json().GetProperty("classes").GetRawText());
        Assert.Contains("line 1 has half of a surrogate pair", trained.Error);

        workplace.Write("train.json", """{"data":"texts.jsonl","label":"label\ud800"}""");
        workplace.Tool.Run("train", "--config", "train.json")
            .IsFailure("'texts.jsonl' has no column label\uFFFD", "Did you mean 'label'?");
    }

    [TestMethod]
    public void A_missing_column_among_ten_thousand_names_a_few_and_the_nearest()
    {
        using var workplace = new Workplace();
        string[] names = [.. Enumerable.Range(1, 9_999).Select(i => $"column{i}"), "Reviews"];
        workplace.Write("wide.csv", $"{string.Join(',', names)}\n{string.Join(',', names.Select(_ => "x"))}\n");
        workplace.Write("wide.jsonl", "{" + string.Join(',', names.Select(name => $"\"{name}\":\"x\"")) + "}\n");
        foreach (string file in (string[])["wide.csv", "wide.jsonl"])
        {
            var run = workplace.Tool.Run("predict", "--model", Model, "--data", file, "--text-column", "Review");
            run.IsFailure("no column Review", "'column1', 'column2'", "… and 9,980 more", "Did you mean 'Reviews'?");
            Assert.IsLessThan(1_000, run.Error.Length);
        }
    }

    [TestMethod]
    public void A_text_in_quotation_marks_with_a_line_break_is_explained_in_a_file_without_quotation()
    {
        using var workplace = new Workplace();
        workplace.Write("texts.tsv", "Text\tLabel\nfine\t1\n\"two\nlines\"\t0\n");
        workplace.Tool.Run("train", "--data", "texts.tsv").IsFailure("line 3 has 1 column", "line breaks", ".csv");
        workplace.Write("texts.tsv", "Text\tLabel\nfine\t1\ntwo\tparts\t0\n");
        workplace.Tool.Run("train", "--data", "texts.tsv").IsFailure("line 3 has 3 columns", "every tab");
    }

    [TestMethod]
    public void Texts_that_are_not_UTF8_are_warned_of_and_those_with_a_replacement_character_of_their_own_are_not()
    {
        using var workplace = new Workplace();
        File.WriteAllBytes(workplace.Path("latin.txt"), [.. "fine\ncaf"u8, 0xE9, .. " good\n"u8, 0xE9]);
        var run = Predict(workplace, "latin.txt");
        Assert.HasCount(3, run.OutputLines);
        Assert.HasCount(1, run.ErrorLines);
        Assert.Contains("warning: 'latin.txt', line 2 has bytes that are not UTF-8", run.Error);

        workplace.Write("own.txt", "caf\uFFFD\n");
        Assert.AreEqual("", Predict(workplace, "own.txt").Error);
        workplace.Write("own.tsv", "Text\tLabel\ncaf\uFFFD\t1\n");
        Assert.AreEqual("", Predict(workplace, "own.tsv").Error);
    }

    [TestMethod]
    public void What_is_no_file_is_refused_at_once_where_a_file_is_read()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows has no such files.");
        using var workplace = new Workplace();
        foreach (string name in (string[])["texts.txt", "texts.csv", "texts.csv.gz", "reviews.tar.gz", "model.zip", "train.json"])
            Run("mkfifo", workplace.Path(name));
        File.CreateSymbolicLink(workplace.Path("zero.csv"), "/dev/zero");
        Directory.CreateDirectory(workplace.Path("folder.txt"));

        foreach (string name in (string[])["texts.txt", "texts.csv", "texts.csv.gz"])
            Predict(workplace, name).IsFailure(name, "a FIFO (named pipe)");
        foreach (string name in (string[])["texts.csv", "texts.csv.gz", "reviews.tar.gz"])
            workplace.Tool.Run("train", "--data", name).IsFailure(name, "a FIFO (named pipe)");
        workplace.Tool.Run("train", "--init-embeddings", "texts.txt").IsFailure("texts.txt", "a FIFO (named pipe)");
        workplace.Tool.Run("inspect", "--model", "model.zip").IsFailure("model.zip", "a FIFO (named pipe)");
        Predict(workplace, "zero.csv").IsFailure("zero.csv", "a device");
        Predict(workplace, "folder.txt").IsFailure("folder.txt", "a folder");
    }

    [TestMethod]
    public void Control_characters_of_a_text_are_shown_on_a_terminal_and_kept_in_a_file_and_in_JSON()
    {
        using var workplace = new Workplace();
        workplace.Write("texts.txt", "a \u001b[2J\u0007 film\u009b1m\n");
        var file = workplace.Tool.Run("predict", "--model", Model, "--data", "texts.txt", "--output", "out.tsv");
        Assert.AreEqual(0, file.ExitCode, file.Error);
        Assert.Contains("a \u001b[2J\u0007 film\u009b1m", File.ReadAllText(workplace.Path("out.tsv")));
        Assert.Contains(
            "a \u001b[2J\u0007 film\u009b1m", workplace.Tool.Run("predict", "--model", Model, "--data", "texts.txt").Output);
        Assert.Contains("a \\u001B[2J\\u0007 film", Predict(workplace, "texts.txt").Output);
        workplace.Write("texts.csv", "a\u001b[2J\nx\n");
        var missing = Predict(workplace, "texts.csv");
        missing.IsFailure("'a\u241B[2J'");

        if (!File.Exists("/usr/bin/script"))
            Assert.Inconclusive("There is no 'script' to make a terminal with.");
        string shown = Run(
            "/usr/bin/script", "-qec",
            $"dotnet '{Tool.Library}' predict --model '{Model}' --data '{workplace.Path("texts.txt")}'",
            workplace.Path("typescript"));
        Assert.Contains("a \u241B[2J\u2407 film\uFFFD1m", shown);
    }

    private static ToolRun Predict(Workplace workplace, string file) =>
        workplace.Tool.Run("predict", "--model", Model, "--data", file, "--json");

    private static byte[] Compress(Workplace workplace, string name)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(File.ReadAllBytes(workplace.Path(name)));
        File.WriteAllBytes(workplace.Path(name + ".gz"), compressed.ToArray());
        return compressed.ToArray();
    }

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, output);
        return output;
    }
}
