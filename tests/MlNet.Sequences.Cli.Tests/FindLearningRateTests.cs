namespace MlNet.Sequences.Cli.Tests;

/// <summary>The learning-rate range test: table, JSON, picture and what is refused.</summary>
[TestClass]
public class FindLearningRateTests
{
    private static readonly string[] Small =
        ["find-learning-rate", "--steps", "40", "--hidden-size", "8", "--embedding-size", "8", "--threads", "1",
            "--highest", "0.5"];

    [TestMethod]
    public void The_losses_are_a_table_a_picture_and_json_of_rising_rates_and_no_model_is_saved()
    {
        using var workplace = new Workplace();
        var run = workplace.Tool.Run([.. Small, "-o", "rates.svg"]);
        var report = workplace.Tool.Run([.. Small, "--json"]).Json();

        Assert.AreEqual(0, run.ExitCode, run.Error);
        CollectionAssert.AreEqual((string[])["rates.svg"], workplace.Files());
        string picture = File.ReadAllText(workplace.Path("rates.svg"));
        foreach (string part in (string[])["<svg", "smoothed loss", "Learning rate", ">1e-6<", ">1e-4<"])
            Assert.Contains(part, picture);
        Assert.MatchesRegex(@"Learning rate\W+Loss\W+Smoothed loss", run.Output);

        double[] rates = [
            .. report.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("rate").GetDouble())];
        Assert.AreEqual(1e-6, rates[0], 1e-12);
        CollectionAssert.AreEqual(rates.Order().ToArray(), rates);
        Assert.AreEqual("binary", report.GetProperty("task").GetString());
        if (!report.GetProperty("diverged").GetBoolean())
        {
            Assert.HasCount(40, rates);
            Assert.AreEqual(0.5, rates[^1], 1e-9);
        }

        var suggestion = report.GetProperty("suggestion");
        string last = run.OutputLines[^1];
        if (suggestion.ValueKind == System.Text.Json.JsonValueKind.Null)
            Assert.Contains("No suggestion", last);
        else
            Assert.Contains(FormattableString.Invariant($"--learning-rate {suggestion.GetDouble():G4}"), last);
    }

    [TestMethod]
    [DataRow("--steps 5", "--steps needs a whole number from 20")]
    [DataRow("--lowest 1 --highest 0.1", "--highest needs a rate above --lowest")]
    [DataRow("-o rates.png", "ends in .svg or .html", "'rates.png'")]
    [DataRow("--epochs 3", "find-learning-rate has no option '--epochs'")]
    public void What_the_test_has_no_use_for_is_refused(string arguments, params string[] parts)
    {
        using var workplace = new Workplace();
        workplace.Tool.Run(["find-learning-rate", .. arguments.Split(' ')]).IsUsageError(parts);
        Assert.IsEmpty(workplace.Files());
    }
}
