using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MlNet.Sequences.Cli.Tests;

/// <summary><c>serve</c> as a process: its requests, its log and its end.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[SupportedOSPlatform("linux")]
public sealed partial class ServeTests
{
    private static Workplace _trained = null!;

    [ClassInitialize]
    public static void Train(TestContext context) => _trained = Workplace.WithModelOfTopics();

    [ClassCleanup]
    public static void Remove() => _trained.Dispose();

    [TestMethod]
    [DataRow(Signals.Terminate)]
    [DataRow(Signals.Interrupt)]
    public void A_model_is_served_until_a_signal_ends_it_with_exit_code_0(int signal)
    {
        string[] expected = _trained.Tool.Run("predict", "--model", "model.zip", "--text", "rain and wind", "--json").OutputLines;
        string? answer = null, metrics = null, page = null;
        var run = _trained.Tool.Serve(
            signal, address =>
            {
                using var client = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
                using var body = new StringContent("""{"text":"rain and wind"}""");
                using var response = client.PostAsync("/predict", body).Result;
                Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
                answer = response.Content.ReadAsStringAsync().Result;
                page = client.GetStringAsync("/").Result;
                metrics = client.GetStringAsync("/metrics").Result;
            }, "serve", "--model", "weather@3=model.zip", "--urls", "http://127.0.0.1:0", "--drain-delay", "0.1");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Output);
        Assert.AreEqual("Stopped.", run.ErrorLines[^1]);
        var predicted = JsonDocument.Parse(expected[0]).RootElement;
        var served = JsonDocument.Parse(answer!).RootElement;
        Assert.AreEqual("weather", served.GetProperty("model").GetString());
        Assert.AreEqual(3, served.GetProperty("version").GetInt32());
        Assert.AreEqual(predicted.GetProperty("label").GetString(), served.GetProperty("label").GetString());
        Assert.AreEqual(predicted.GetProperty("probability").GetSingle(), served.GetProperty("probability").GetSingle());
        Assert.Contains("<title>MlNet.Sequences</title>", page!);
        Assert.Contains("mlnet_sequences_requests", metrics!);
        Assert.DoesNotContain("rain and wind", run.Error);
    }

    [TestMethod]
    public void What_can_not_be_served_is_one_line()
    {
        _trained.Tool.Run("serve", "--model", "missing.zip").IsFailure("missing.zip");
        File.WriteAllText(_trained.Path("text.zip"), "no model");
        var damaged = _trained.Tool.Run("serve", "--model", "a=text.zip", "--urls", "http://127.0.0.1:0");
        Assert.AreEqual(1, damaged.ExitCode, damaged.Error);
        Assert.Contains("text.zip", damaged.ErrorLines[^1]);
        _trained.Tool.Run("serve").IsUsageError("--model");
        _trained.Tool.Run("serve", "--model", "a/b=model.zip").IsUsageError("a/b=model.zip", "sentiment=model.zip");
        _trained.Tool.Run("serve", "--model", "a@0=model.zip").IsUsageError("a@0=model.zip");
        _trained.Tool.Run("serve", "--model", "a=model.zip", "--timeout", "0").IsUsageError("--timeout", "above 0");
    }

    [GeneratedRegex(@"Ready at (?<url>http://\S+)")]
    internal static partial Regex Ready();
}
