using System.Globalization;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>Series of numbers: a model, its metrics, what follows, and charts of it.</summary>
[TestClass]
public class ForecastTests : ModelTests<ForecastTests>
{
    private static readonly string[] Train =
    [
        "forecast", "--data", "meters.csv", "--target-column", "load", "--series-column", "Meter", "--time-column", "time",
        "--horizon", "4", "--seasonality", "4",
    ];

    [ClassInitialize]
    public static void Write(TestContext context)
    {
        // Two meters with seasons of four hours, in one file, and the second one hour late.
        Workplace.Write("meters.csv", "time,meter,Load,ignored\n" + string.Concat(Enumerable.Range(0, 120).SelectMany(
            hour => ((string[])["a", "b"]).Select(meter => string.Create(
                CultureInfo.InvariantCulture,
                $"2026-01-{1 + ((hour + (meter == "b" ? 1 : 0)) / 24):00} {(hour + (meter == "b" ? 1 : 0)) % 24:00}:00,{meter}," +
                $"{(meter == "b" ? 100 : 10) + (hour % 4) + (0.01 * (hour * 7 % 5))},x\n")))));
        Workplace.Write("numbers.jsonl", string.Concat(Enumerable.Range(0, 60).Select(
            step => $"{{\"wind\": {step % 5}, \"load\": {(step == 7 ? "null" : $"{step}")}}}\n")));
        Workplace.Write("gap.csv", "time,load\n1,1\n2,2\n4,4\n5,5\n");
    }

    [TestMethod]
    public void A_model_is_trained_measured_saved_and_forecasts_what_follows()
    {
        var trained = Tool.Run([.. Train, "--test-steps", "8", "--output", "load.zip", "--json"]);
        Assert.AreEqual(0, trained.ExitCode, trained.Error);
        var report = trained.Json();
        Assert.AreEqual("holt-winters", report.GetProperty("method").GetString());
        Assert.AreEqual(10, report.GetProperty("metrics").GetProperty("forecasts").GetInt64()); // five of each meter
        Assert.IsLessThan(0.1, report.GetProperty("metrics").GetProperty("mae").GetDouble());
        Assert.AreEqual(4, report.GetProperty("metrics").GetProperty("maeBySteps").GetArrayLength());
        Assert.IsGreaterThan(0, report.GetProperty("seasonalNaive").GetProperty("mase").GetDouble());

        var lines = Tool.Run("forecast", "--model", "load.zip", "--data", "meters.csv").Output.Split(
            '\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual("Meter\ttime\tStep\tForecast\tLower\tUpper", lines[0]);
        Assert.HasCount(9, lines);
        StringAssert.StartsWith(lines[1], "a\t2026-01-06 00:00:00\t1\t10.");
        StringAssert.StartsWith(lines[8], "b\t2026-01-06 04:00:00\t4\t103.");

        var written = Tool.Run(
            "forecast", "--model", "load.zip", "--data", "meters.csv", "--json", "--output", "future.jsonl", "--chart",
            "fan.html");
        Assert.AreEqual(0, written.ExitCode, written.Error);
        StringAssert.StartsWith(
            Read("future.jsonl"), "{\"series\":\"a\",\"time\":\"2026-01-06 00:00:00\",\"step\":1,\"forecast\":10.");
        Assert.AreEqual(2, Read("fan.html").Split("<figure").Length - 1);

        var measured = Tool.Run(
            "forecast", "--model", "load.zip", "--data", "meters.csv", "--test-steps", "8", "--seasonality", "4");
        Assert.AreEqual(0, measured.ExitCode, measured.Error);
        StringAssert.Contains(measured.Output, "holt-winters");
        StringAssert.Contains(measured.Output, "seasonal-naive");
    }

    private static string Read(string name) => File.ReadAllText(Workplace.Path(name));

    [TestMethod]
    public void Several_targets_of_rows_without_times_have_lines_each()
    {
        var trained = Tool.Run(
            "forecast", "--data", "numbers.jsonl", "--target-column", "load,wind", "--horizon", "2", "--method", "drift",
            "--confidence-level", "0", "--output", "both.zip");
        Assert.AreEqual(0, trained.ExitCode, trained.Error);

        var lines = Tool.Run("forecast", "--model", "both.zip", "--data", "numbers.jsonl").Output.Split(
            '\n', StringSplitOptions.RemoveEmptyEntries);

        CollectionAssert.AreEqual(
            (string[])
            [
                "Step\tTarget\tForecast", "1\tload\t60", "1\twind\t4.0677967", "2\tload\t61", "2\twind\t4.1355934",
            ],
            lines);
    }

    [TestMethod]
    [DataRow("gru", "--hidden-size 8 --segment-length 4")]
    [DataRow("transformer", "--hidden-size 8")]
    [DataRow("linear", "")]
    public void A_network_is_trained_measured_and_forecasts_what_follows(string method, string more)
    {
        var trained = Tool.Run(
        [
            .. Train, "--method", method, "--window-size", "16", "--epochs", "5", "--threads", "1", "--test-steps", "8",
            "--output", "network.zip", "--json", .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ]);
        Assert.AreEqual(0, trained.ExitCode, trained.Error);
        Assert.AreEqual(10, trained.Json().GetProperty("metrics").GetProperty("forecasts").GetInt64());
        Assert.IsTrue(trained.Json().GetProperty("metrics").TryGetProperty("coverage", out _));

        var measured = Tool.Run("forecast", "--model", "network.zip", "--data", "meters.csv", "--test-steps", "8", "--json");
        Assert.AreEqual(method, measured.Json().GetProperty("method").GetString());
        Assert.HasCount(
            9, Tool.Run("forecast", "--model", "network.zip", "--data", "meters.csv").Output.Split(
                '\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [TestMethod]
    public void A_gap_is_an_error_that_names_the_row_or_filled()
    {
        string[] train =
            ["forecast", "--data", "gap.csv", "--target-column", "load", "--time-column", "time", "--horizon", "1", "--method",
                "drift", "--confidence-level", "0", "--output", "gap.zip"];

        var error = Tool.Run(train);
        Assert.AreEqual(1, error.ExitCode);
        StringAssert.Contains(error.Error, "in row 2");
        StringAssert.Contains(error.Error, "--fill-gaps");

        Assert.AreEqual(0, Tool.Run([.. train, "--fill-gaps"]).ExitCode);
        StringAssert.EndsWith(Tool.Run("forecast", "--model", "gap.zip", "--data", "gap.csv").Output, "6\t1\t6\n");
    }

    [TestMethod]
    [DataRow("forecast --target-column load --horizon 2", "needs --data")]
    [DataRow("forecast --data meters.csv --target-column load", "--target-column and --horizon")]
    [DataRow("forecast --data meters.csv --model m.zip --horizon 2", "--horizon is for training")]
    [DataRow("forecast --data meters.csv --target-column load --horizon 2 --chart c.html", "--chart draws forecasts")]
    [DataRow("forecast --data meters.csv --model m.zip --test-steps 4 --output o.tsv", "Leave one out.")]
    [DataRow("forecast --data meters.csv --model m.zip --seasonality 4", "--seasonality is for training")]
    [DataRow("forecast --data meters.csv --target-column load --horizon 2 --epochs 2", "--epochs is for networks")]
    [DataRow("forecast -d meters.csv --target-column load --horizon 2 --method linear --hidden-size 8", "--hidden-size is for")]
    [DataRow("forecast --data meters.csv --target-column load --horizon 2 --method prophet", "--method needs one of")]
    public void A_command_line_that_can_not_be_is_wrong_usage(string arguments, string expected) =>
        Tool.Run(arguments.Split(' ')).IsUsageError(expected);

    [TestMethod]
    [DataRow("forecast --data meters.csv --target-column lod --horizon 2", "no column 'lod'. Did you mean 'Load'?")]
    [DataRow("forecast --data meters.csv --target-column ignored --horizon 2", "line 2: 'x' in the column 'ignored' is not")]
    [DataRow("forecast --data meters.csv --model none.zip", "'none.zip' does not exist")]
    [DataRow("forecast --data meters.txt --target-column load --horizon 2", "'meters.txt' is no table of series")]
    public void Data_that_can_not_be_read_are_told(string arguments, string expected)
    {
        var run = Tool.Run(arguments.Split(' '));
        Assert.AreEqual(1, run.ExitCode);
        StringAssert.Contains(run.Error, expected);
    }
}
