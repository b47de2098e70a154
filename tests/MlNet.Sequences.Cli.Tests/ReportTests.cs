using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>The page that evaluate writes, of a model for each task, as text and in a browser.</summary>
[TestClass]
public sealed partial class ReportTests : ModelTests<ReportTests>
{
    private const string Attack =
        "<script>console.error('ran')</script><img src=x onerror=alert(1)> \"quoted\" & done<br /><BR>after the break<br " +
        "onload=x>";

    [ClassInitialize]
    public static void Train(TestContext context)
    {
        Workplace.WriteTopics("topics.tsv");
        Succeeds(["train", "--output", "binary.zip", .. Tool.Quick]);
        string[] topics = ["--data", "topics.tsv", "--text", "Body", .. Tool.Quick];
        Succeeds(["train", "--output", "topics.zip", "--label", "Topic", .. topics]);
        Succeeds(["train", "--output", "stars.zip", "--label", "Stars", "--task", "regression", .. topics]);

        // Both labels for the same text: whatever the model says, it errs on one, and on a long one, too.
        string[] texts = [Attack, string.Concat(Enumerable.Repeat("long and dull ", 400)), ""];
        Workplace.Write("odd.tsv", "Text\tLabel\n" + string.Concat(texts.Select(text => $"{text}\ttrue\n{text}\tfalse\n")));
        Succeeds("evaluate", "--model", "binary.zip", "--data", "odd.tsv", "--report", "odd.html");
        Succeeds("evaluate", "--model", "binary.zip", "--report", "binary.html");
        Succeeds("evaluate", "--model", "topics.zip", "--data", "topics.tsv", "--report", "topics.html");
        Succeeds("evaluate", "--model", "stars.zip", "--data", "topics.tsv", "--report", "stars.html");
    }

    [TestMethod]
    public void Each_task_has_its_plots_and_the_metrics_that_are_printed()
    {
        CollectionAssert.AreEqual(
            (string[])["Confusion matrix", "ROC curve", "Reliability", "Scores by label", "Learning curves", "Sequence lengths"],
            Plots("binary.html"));
        CollectionAssert.AreEqual((string[])["Confusion matrix", "Learning curves", "Sequence lengths"], Plots("topics.html"));
        CollectionAssert.AreEqual(
            (string[])["Predicted against actual", "Residuals", "Learning curves", "Sequence lengths"], Plots("stars.html"));
        Assert.Contains("<caption>The classes</caption>", Read("topics.html"));

        var metrics = Tool.Run("evaluate", "--model", "binary.zip", "--json").Json();
        Assert.Contains(
            FormattableString.Invariant($"<dd>{100 * metrics.GetProperty("accuracy").GetDouble():F1} %</dd>"),
            Read("binary.html"));
        Assert.Contains(
            FormattableString.Invariant($"Area {metrics.GetProperty("auc").GetDouble():0.000}; true: 50, false: 50"),
            Read("binary.html"));
    }

    [TestMethod]
    public void As_many_errors_are_shown_as_there_are_and_twenty_at_most_the_surest_first()
    {
        string page = Read("odd.html");
        Assert.Contains("The 3 errors, most confident first", page);
        Assert.HasCount(3, Verdict().Matches(page));

        double[] sure = [.. Verdict().Matches(Read("binary.html")).Select(match => double.Parse(match.Groups["sure"].Value))];
        Assert.IsTrue(sure.Length is > 1 and <= 20);
        CollectionAssert.AreEqual(sure.OrderDescending().ToArray(), sure);
        Assert.HasCount(20, OffBy().Matches(Read("stars.html")));
    }

    [TestMethod]
    public void Each_error_with_words_has_a_plot_of_the_words_that_made_it()
    {
        foreach (string page in (string[])["binary.html", "stars.html"])
        {
            string[] errors = [.. Read(page).Split("<li><p class=\"verdict\">")[1..]];
            Assert.IsNotEmpty(errors);
            foreach (string error in errors)
            {
                Assert.Contains("<summary>The words that made it</summary><figure class=\"mlp\">", error);
                Assert.Contains(">What each of ", error);
            }
        }

        Assert.HasCount(3, Read("odd.html").Split("<title>Contributions of words</title>"), "none of an empty text");
        Assert.HasCount(2, Read("binary.html").Split(".mlp-paper{fill"), "styles once");
    }

    [TestMethod]
    public void Texts_are_nothing_but_text_and_long_ones_unfold()
    {
        string page = Read("odd.html");
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("<img", page);
        Assert.Contains("&lt;script&gt;console.error(&#x27;ran&#x27;)", page);
        Assert.Contains("&amp; done\n\nafter the break&lt;br onload=x&gt;</blockquote>", page);
        Assert.Contains("(no text)", page);
        Assert.MatchesRegex(@"<details><summary>long and dull [^<]* … \(5,\d\d\d more characters\)</summary>", page);
    }

    [TestMethod]
    public void A_plot_that_the_model_does_not_allow_gives_way_to_the_reason()
    {
        File.Copy(Workplace.Path("binary.zip"), Workplace.Path("silent.zip"));
        ModelFile.Edit(Workplace.Path("silent.zip"), "history.json", history => history["epochs"] = new JsonArray());

        Succeeds("evaluate", "--model", "silent.zip", "--report", "silent.html");

        Assert.Contains("<p>Nothing to draw here: There must be epochs to draw; received none.", Read("silent.html"));
        CollectionAssert.AreEqual(
            (string[])["Confusion matrix", "ROC curve", "Reliability", "Scores by label", "Sequence lengths"],
            Plots("silent.html"));
    }

    [TestMethod]
    public void The_page_loads_nothing_and_says_what_made_the_model()
    {
        foreach (string name in (string[])["binary.html", "topics.html", "stars.html"])
        {
            string page = Read(name);
            Assert.DoesNotContain("src=", page);
            Assert.DoesNotContain("url(", page);
            Assert.DoesNotContain("@import", page);
            Assert.IsEmpty(Link().Matches(page).Where(match => match.Groups["to"].Value is not ("data:," or ['#', ..])));
            Assert.Contains("<dt>hiddenSize</dt><dd>8</dd>", page);
            Assert.Contains("<dt>libtorch</dt>", page);
            Assert.IsLessThan(200_000, page.Length);
        }
    }

    [TestMethod]
    public void What_is_printed_is_the_same_with_a_report_and_the_report_is_told_on_stderr()
    {
        var run = Tool.Run("evaluate", "--model", "binary.zip", "--report", "again.html", "--json");

        var (with, without) = (run.Json(), Tool.Run("evaluate", "--model", "binary.zip", "--json").Json());
        Assert.HasCount(1, run.OutputLines);
        foreach (string name in (string[])["accuracy", "auc", "f1", "logLoss", "rows"])
            Assert.AreEqual(without.GetProperty(name).GetDouble(), with.GetProperty(name).GetDouble(), name);
        Assert.Contains("Report written to 'again.html'", run.Error);
    }

    [TestMethod]
    public void A_report_that_can_not_be_written_ends_the_tool_before_it_measures()
    {
        Tool.Run("evaluate", "--model", "binary.zip", "--report", "missing/report.html").IsFailure("missing", "Create it");
        Tool.Run("evaluate", "--model", "binary.zip", "--report", ".").IsFailure("folder");
        Tool.Run("evaluate", "--model", "binary.zip", "--report", "./binary.zip").IsFailure("would overwrite");
        Tool.Run("evaluate", "--model", "binary.zip", "--data", "odd.tsv", "--report", "odd.tsv").IsFailure("would overwrite");

        using var workplace = new Workplace();
        workplace.Write("one.tsv", "Text\tLabel\nfine\ttrue\n");
        workplace.Write("report.html", "earlier");
        Assert.AreEqual(
            1,
            workplace.Tool.Run(
                "evaluate", "--model", Workplace.Path("binary.zip"), "--data", "one.tsv", "--report", "report.html").ExitCode);
        Assert.AreEqual("earlier", File.ReadAllText(workplace.Path("report.html")));
        CollectionAssert.AreEqual((string[])["one.tsv", "report.html"], workplace.Files());
    }

    [TestMethod]
    [DataRow(360, 800)]
    [DataRow(1280, 900)]
    public void A_browser_shows_the_page_without_errors_readable_in_light_and_dark_and_by_keyboard(int width, int height)
    {
        var browser = new Browser(Workplace);
        Workplace.Write("wrong.html", "<script>console.error('seen')</script>");
        Assert.HasCount(
            1, browser.Console("wrong.html", width, height, dark: false), "An error in the console would not be noticed.");

        foreach (string page in (string[])["binary.html", "topics.html", "stars.html", "odd.html"])
        {
            foreach (bool dark in (bool[])[false, true])
            {
                string name = $"{page}, {(dark ? "dark" : "light")}";
                Assert.AreEqual("", string.Join('\n', browser.Console(page, width, height, dark)), name);
                var seen = browser.Measure(page, width, height, dark);
                Assert.AreEqual(width, seen.GetProperty("width").GetInt32(), name);
                Assert.IsLessThanOrEqualTo(width, seen.GetProperty("content").GetInt32(), $"{name}: wider than the window");
                Assert.IsGreaterThan(9.5, seen.GetProperty("smallest").GetDouble(), $"{name}: letters too small");
                Assert.IsGreaterThan(4.5, seen.GetProperty("contrast").GetDouble(), $"{name}: letters too faint");
                Assert.AreEqual(dark, seen.GetProperty("ground").GetDouble() < 0.1, name);
                Assert.AreEqual("skip", seen.GetProperty("first").GetString(), name);
                Assert.IsGreaterThan(6, seen.GetProperty("stops").GetInt32(), name);
                Assert.AreEqual("[]", seen.GetProperty("unreachable").GetRawText(), name);
                Assert.AreEqual("[]", seen.GetProperty("hidden").GetRawText(), name);
            }
        }
    }

    private static string Read(string page) => File.ReadAllText(Workplace.Path(page));

    private static string[] Plots(string page) =>
        [
            .. PlotTitle().Matches(Read(page)).Select(match => match.Groups["title"].Value)
                .Where(title => title != "Contributions of words"),
        ];

    private static void Succeeds(params string[] arguments)
    {
        var run = Tool.Run(arguments);
        Assert.AreEqual(0, run.ExitCode, run.Error);
    }

    [GeneratedRegex("<svg [^>]*role=\"img\"[^>]*><title>(?<title>[^<]*)</title>")]
    private static partial Regex PlotTitle();

    [GeneratedRegex("class=\"verdict\">.*?, (?<sure>[0-9.]+) % sure")]
    private static partial Regex Verdict();

    [GeneratedRegex("class=\"verdict\">.*? too (low|high)", RegexOptions.ExplicitCapture)]
    private static partial Regex OffBy();

    [GeneratedRegex("href=\"(?<to>[^\"]*)\"")]
    private static partial Regex Link();
}
