using System.Text.Json;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>
/// Three replicas behind HAProxy, with the configuration of samples/serving: a short run of what <c>serve-soak</c> of the
/// benchmarks does for longer.
/// </summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class SoakBenchmarkTests
{
    [TestMethod]
    public void No_request_fails_while_a_replica_is_killed_another_stopped_and_models_are_rolled_out()
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin"];
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "haproxy"))))
            Assert.Inconclusive("Skipped: needs haproxy (apt-get install haproxy), and there is none.");

        var (exitCode, output, error) = BenchmarkProgram.Run(
            "serve-soak", "--requests", "400", "--reloads", "6", "--clients", "8", "--hidden-size", "8", "--json");

        Assert.AreEqual(0, exitCode, error);
        var report = JsonDocument.Parse(output).RootElement;
        int requests = Number("requests");
        Assert.IsGreaterThanOrEqualTo(400, requests);
        Assert.AreEqual(0, Number("lost"), error);
        Assert.AreEqual(0, Number("wrong"), error);
        Assert.AreEqual(requests, Number("right") + Number("leftByClients"));
        Assert.IsGreaterThan(0, Number("right"));
        Assert.AreEqual(6, Number("reloads"));
        foreach (string slow in (string[])["slowHeaderStatus", "slowBodyStatus"])
            Assert.AreSequenceEqual(
                [408, 408, 408, 408], report.GetProperty(slow).EnumerateArray().Select(status => status.GetInt32()));

        int Number(string name) => report.GetProperty(name).GetInt32();
    }

    [TestMethod]
    public void A_soak_without_requests_is_wrong_usage() =>
        Assert.AreEqual(2, BenchmarkProgram.Run("serve-soak", "--requests", "0").ExitCode);
}
