using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>serve</c>: requests of one review each, over loopback, to the service, to a minimal API with pooled prediction engines, and
/// the library alone in batches; clients and servers share the machine.
/// </summary>
internal static class ServeCommand
{
    private const int Passes = 3, Words = 230, DifferentReviews = 256;

    private sealed record Report(
        int Clients, double RequestsPerSecond, double PooledEnginesRequestsPerSecond, double LibraryReviewsPerSecond,
        double HalfLoadP50Milliseconds, double HalfLoadP99Milliseconds, double AloneP50Milliseconds,
        double LibraryP50Milliseconds, long Failed, MachineDescription Machine);

    internal static Command Create()
    {
        var data = Reviews.PathOption(isRequired: false);
        var model = new Option<string?>("--model")
        {
            HelpName = "FILE",
            Description =
                "A saved model that reads texts. Default: the default LSTM, trained here for an epoch, in another process",
        };
        var clients = new Option<int>("--clients") { Description = "Connections.", DefaultValueFactory = _ => 64 };
        var seconds = new Option<double>("--seconds") { Description = "Of each pass.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "One JSON object alone on stdout." };
        var command = new Command("serve", "Measures the service against pooled prediction engines and the library alone.")
        {
            data, model, clients, seconds, json,
        };
        command.SetAction(parsed => RunAsync(
            parsed.GetRequiredValue(data), parsed.GetValue(model), parsed.GetValue(clients),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(string data, string? model, int clients, TimeSpan time, bool asJson)
    {
        string trained = model ?? Path.GetTempFileName();
        try
        {
            if (model is null)
                ChildProcess.LastLineOf(ChildProcess.Self(ScoreCommand.TrainName, "--data", data, "--model", trained));
            var report = await MeasureAsync(TextsOf(data), trained, clients, time);
            Console.WriteLine(asJson ? Json.Lines(report) : string.Join(Environment.NewLine, Lines(report)));
            return report.Failed == 0 ? 0 : throw new FailureException($"{report.Failed} requests failed.");
        }
        finally
        {
            if (model is null)
                File.Delete(trained);
        }
    }

    private static async Task<Report> MeasureAsync(string[] texts, string model, int clients, TimeSpan time)
    {
        using var predictor = TextPredictor.Load(new MLContext(), model);
        double library = MedianOf(() =>
        {
            long start = Stopwatch.GetTimestamp();
            int count = predictor.Predict(Enumerable.Repeat(texts, 1 + 2048 / texts.Length).SelectMany(all => all)).Count();
            return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
        double one = texts.Select(text =>
        {
            long start = Stopwatch.GetTimestamp();
            predictor.Predict(text);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).ToArray().Median();

        Load pooled, full, half, alone;
        await using (var server = await BenchmarkServer.StartPooledAsync(model))
        {
            await Load.RunAsync(server.Port, texts, clients, time, perSecond: null);
            pooled = await MedianLoadAsync(server, null);
        }

        await using (var server = await BenchmarkServer.StartAsync(model))
        {
            await Load.RunAsync(server.Port, texts, clients, time, perSecond: null);
            full = await MedianLoadAsync(server, null);
            half = await MedianLoadAsync(server, full.PerSecond / 2);
            alone = await Load.RunAsync(server.Port, texts, clients: 1, time, perSecond: null);
        }

        return new(
            clients, full.PerSecond, pooled.PerSecond, library, half.Percentile(0.5), half.Percentile(0.99),
            alone.Percentile(0.5), one, pooled.Failed + full.Failed + half.Failed + alone.Failed, MachineDescription.OfThis());

        async Task<Load> MedianLoadAsync(BenchmarkServer server, double? perSecond)
        {
            var loads = new List<Load>();
            for (int i = 0; i < Passes; i++)
                loads.Add(await Load.RunAsync(server.Port, texts, clients, time, perSecond));
            return loads.OrderBy(load => perSecond is null ? load.PerSecond : load.Percentile(0.99)).ElementAt(Passes / 2);
        }
    }

    private static double MedianOf(Func<double> measure)
    {
        measure(); // the first makes threads and memory
        return Enumerable.Range(0, Passes).Select(_ => measure()).ToArray().Median();
    }

    // As long as those of the Large Movie Review Dataset on average, out of reviews of any length.
    private static string[] TextsOf(string data)
    {
        string[] words =
        [
            .. Reviews.Load(new MLContext(), data).Train.GetColumn<string>("Text")
                .SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Take(Words * DifferentReviews),
        ];
        return [.. words.Chunk(Words).Where(chunk => chunk.Length == Words).Select(chunk => string.Join(' ', chunk))];
    }

    private static IEnumerable<string> Lines(Report report) =>
    [
        report.Machine.ToString(),
        string.Create(CultureInfo.InvariantCulture,
            $"{report.Clients} clients, a review of {Words} words each, requests/s: {report.RequestsPerSecond:F0}; pooled " +
            $"prediction engines: {report.PooledEnginesRequestsPerSecond:F0}; the library alone, in batches: " +
            $"{report.LibraryReviewsPerSecond:F0}"),
        string.Create(CultureInfo.InvariantCulture,
            $"Half of that load: p50 {report.HalfLoadP50Milliseconds:F2} ms, p99 {report.HalfLoadP99Milliseconds:F2} ms"),
        string.Create(CultureInfo.InvariantCulture,
            $"One client alone: p50 {report.AloneP50Milliseconds:F2} ms; the library's own time: " +
            $"{report.LibraryP50Milliseconds:F2} ms"),
    ];
}
