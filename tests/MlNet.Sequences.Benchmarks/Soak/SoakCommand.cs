using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>serve-soak</c>: three replicas behind HAProxy under mixed load, while their models are replaced, one is killed and started
/// again, another is stopped and started again, clients go away, and others send a byte a second. No request may be lost or get a
/// wrong answer.
/// </summary>
internal static class SoakCommand
{
    private const int SlowClients = 8;

    private sealed record Report(
        int Requests, int Right, int Lost, int Wrong, int LeftByClients, int Reloads, int Kills, int Restarts,
        IReadOnlyList<int> SlowHeaderStatus, IReadOnlyList<int> SlowBodyStatus, IReadOnlyList<double> MemoryMegabytes,
        double Seconds, MachineDescription Machine);

    internal static Command Create()
    {
        var data = Reviews.PathOption(isRequired: false);
        var requests = new Option<int>("--requests") { Description = "In all.", DefaultValueFactory = _ => 10_000 };
        var reloads = new Option<int>("--reloads") { Description = "Of models meanwhile.", DefaultValueFactory = _ => 20 };
        var clients = new Option<int>("--clients") { Description = "At once.", DefaultValueFactory = _ => 32 };
        var hiddenSize = new Option<int>("--hidden-size") { Description = "Of the models.", DefaultValueFactory = _ => 64 };
        var json = new Option<bool>("--json") { Description = "One JSON object alone on stdout." };
        var command = new Command(
            "serve-soak", "Three replicas behind HAProxy: models are replaced, one is killed, and no request fails.")
        {
            data, requests, reloads, clients, hiddenSize, json,
        };
        foreach (var (option, least) in new[] { (requests, 1), (reloads, 0), (clients, 1), (hiddenSize, 1) })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValue(option) < least)
                    result.AddError($"{option.Name} must be at least {least}; received {result.GetValue(option)}.");
            });
        }

        command.SetAction(parsed => RunAsync(
            parsed.GetRequiredValue(data), parsed.GetValue(requests), parsed.GetValue(reloads), parsed.GetValue(clients),
            parsed.GetValue(hiddenSize), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(string data, int requests, int reloads, int clients, int hiddenSize, bool asJson)
    {
        var folder = Directory.CreateTempSubdirectory("mlnet-sequences-soak-");
        try
        {
            var report = await RunAsync(folder.FullName, data, requests, reloads, clients, hiddenSize);
            Console.WriteLine(asJson ? Json.Lines(report) : string.Join(Environment.NewLine, Lines(report)));
            return report is { Lost: 0, Wrong: 0 } ? 0
                : throw new FailureException($"{report.Lost} requests were lost, and {report.Wrong} got wrong answers.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Report> RunAsync(
        string folder, string data, int requests, int reloads, int clients, int hiddenSize)
    {
        int[] ports = LoadBalancer.FindPorts();
        using var balancer = LoadBalancer.Start(ports, folder);
        var reviews = Reviews.Load(new MLContext(), data).Train;
        var texts = SoakTexts.Of(reviews);
        Console.Error.WriteLine("Training two models");
        SoakModel[] models =
        [
            .. Enumerable.Range(1, 2).Select(seed =>
                SoakModel.Train(reviews, texts, Path.Combine(folder, $"model-{seed}.zip"), seed, hiddenSize)),
        ];
        Replica[] replicas = [.. ports[1..].Select(port => new Replica(port, Path.Combine(folder, $"served-{port}.zip")))];
        try
        {
            foreach (var replica in replicas)
                await replica.ReplaceAsync(models[0]);
            await Task.WhenAll(replicas.Select(replica => replica.StartAsync()));
            using var http = new HttpClient
            {
                BaseAddress = new Uri($"http://127.0.0.1:{balancer.Port}"),
                Timeout = Timeout.InfiniteTimeSpan,
            };
            await balancer.WaitAsync(http);
            var load = new SoakClients(http, texts, models);
            // Slow headers end at the load balancer; slow bodies go to the replica that runs all the time.
            var slow = Enumerable.Range(0, SlowClients).Select(i =>
                SlowClient.SendAsync(i % 2 == 0 ? balancer.Port : replicas[^1].Port, isInBody: i % 2 == 1)).ToArray();
            Console.Error.WriteLine($"{requests} requests");
            long start = Stopwatch.GetTimestamp();
            var events = SoakEvents.RunAsync(replicas, models, load, requests, reloads);
            await load.RunAsync(clients, requests, events);
            var memory = await events;
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.Error.WriteLine("The slow clients' answers");
            int[] status = await Task.WhenAll(slow);
            foreach (string failure in load.Failures)
                Console.Error.WriteLine(failure);
            return new(
                load.Done, load.Right, load.Lost, load.Wrong, load.Left, reloads, Kills: 1, Restarts: 2,
                [.. status.Where((_, i) => i % 2 == 0)], [.. status.Where((_, i) => i % 2 == 1)], memory, seconds,
                MachineDescription.OfThis());
        }
        finally
        {
            foreach (var replica in replicas)
                replica.Dispose();
        }
    }

    private static IEnumerable<string> Lines(Report report) =>
    [
        report.Machine.ToString(),
        string.Create(CultureInfo.InvariantCulture,
            $"{report.Requests} requests in {report.Seconds:F0} s: {report.Right} right, {report.LeftByClients} left by their " +
            $"clients, {report.Lost} lost, {report.Wrong} wrong"),
        $"Meanwhile: {report.Reloads} models replaced, a replica killed and started again, another stopped and started again",
        $"A byte a second: headers {string.Join(", ", report.SlowHeaderStatus)}; bodies " +
            $"{string.Join(", ", report.SlowBodyStatus)}",
        "Memory of the replica that ran all the time, MB: " + string.Join(
            ", ", report.MemoryMegabytes.Select(value => value.ToString("F0", CultureInfo.InvariantCulture))),
    ];
}
