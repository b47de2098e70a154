using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.ML;
using MlNet.Sequences.Serving;

namespace MlNet.Sequences.Benchmarks;

/// <summary>A server on a free port of this machine, which answers POST /predict with a text.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BenchmarkServer(WebApplication app) => _app = app;

    internal int Port => new Uri(_app.Urls.Single()).Port;

    /// <summary>The service, with its defaults.</summary>
    internal static async Task<BenchmarkServer> StartAsync(string model)
    {
        var builder = CreateBuilder();
        builder.Services.AddSequenceModels(options =>
        {
            options.AddModel("model", model);
            options.DrainDelay = TimeSpan.Zero;
        });
        var app = builder.Build();
        app.MapSequenceModels();
        await app.StartAsync();
        await app.Services.GetRequiredService<SequenceModels>().Loading;
        return new(app);
    }

    /// <summary>What a team writes without it: a minimal API that takes a prediction engine out of a pool.</summary>
    internal static async Task<BenchmarkServer> StartPooledAsync(string path)
    {
        var context = new MLContext();
        var model = context.Model.Load(path, out _);
        var engines = new ConcurrentBag<PredictionEngine<Input, Output>>();
        var app = CreateBuilder().Build();
        app.MapPost("/predict", async http =>
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body);
            if (!engines.TryTake(out var engine))
                engine = context.Model.CreatePredictionEngine<Input, Output>(model);
            var output = engine.Predict(new Input { Text = body.RootElement.GetProperty("text").GetString()! });
            engines.Add(engine);
            string answer = string.Create(
                CultureInfo.InvariantCulture, $$"""{"label":"{{output.PredictedLabel}}","score":{{output.Score}}}""");
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = answer.Length;
            await http.Response.WriteAsync(answer);
        });
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder;
    }

    private sealed class Input
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }

    private sealed class Output
    {
        public bool PredictedLabel { get; set; }

        public float Score { get; set; }
    }
}
