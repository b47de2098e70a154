using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using MlNet.Sequences.Serving;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MlNet.Sequences.Cli;

/// <summary>An application of ASP.NET Core with the served models, until a signal ends it.</summary>
internal static class ModelServer
{
    // OpenTelemetry's own name: where to send metrics and traces.
    private const string OtlpVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    internal static int Run(ServeSettings settings, Interruption interruption)
    {
        foreach (var model in settings.Models)
            InputFile.Check(model.Path);
        RunAsync(settings, interruption).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(ServeSettings settings, Interruption interruption)
    {
        await using var app = Create(settings);
        var models = app.Services.GetRequiredService<SequenceModels>();
        var options = app.Services.GetRequiredService<IOptions<SequenceModelsOptions>>().Value;
        var host = app.Services.GetRequiredService<IOptions<HostOptions>>().Value;
        interruption.Work = new Draining(options.DrainDelay + host.ShutdownTimeout + Interruption.UsualPatience);
        await app.StartAsync(interruption.Token);
        try
        {
            await models.Loading.WaitAsync(interruption.Token);
            app.Logger.Ready(string.Join(", ", app.Urls));
            await Task.Delay(Timeout.InfiniteTimeSpan, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            interruption.IsDone = true; // The signal ends a service as it should.
        }
        finally
        {
            if (interruption.ExitCode == Interruption.ByCtrlC)
                options.DrainDelay = TimeSpan.Zero; // Nobody's load balancer sends this signal.
            host.ShutdownTimeout += options.DrainDelay;
            await app.StopAsync();
        }
    }

    private static WebApplication Create(ServeSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls(settings.Urls.Split(';', StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        AddLog(builder.Logging, settings.Json);
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        builder.Services.AddSequenceModels(options => Configure(options, settings));
        AddTelemetry(builder.Services);
        var app = builder.Build();
        app.MapSequenceModels();
        app.MapSequenceModelsPage();
        app.MapPrometheusScrapingEndpoint();
        return app;
    }

    private static void Configure(SequenceModelsOptions options, ServeSettings settings)
    {
        foreach (var model in settings.Models)
            options.AddModel(model.Name, model.Path, model.Version);
        options.NumberOfWorkers = settings.Workers ?? options.NumberOfWorkers;
        options.MaximumStepsInBatch = settings.BatchSteps ?? options.MaximumStepsInBatch;
        options.MaximumQueueLength = settings.Queue ?? options.MaximumQueueLength;
        options.MaximumTextsInRequest = Math.Min(options.MaximumTextsInRequest, options.MaximumQueueLength);
        options.BatchDelay = Seconds(settings.BatchDelay) ?? options.BatchDelay;
        options.RequestTimeout = Seconds(settings.Timeout) ?? options.RequestTimeout;
        options.DrainDelay = Seconds(settings.DrainDelay) ?? options.DrainDelay;
    }

    private static TimeSpan? Seconds(double? value) => value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static void AddLog(ILoggingBuilder logging, bool asJson)
    {
        logging.ClearProviders();
        // stdout is for results alone.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (asJson)
            logging.AddJsonConsole(json => json.UseUtcTimestamp = true);
        else
            logging.AddSimpleConsole(line => line.SingleLine = true);
        logging.AddFilter("Microsoft", LogLevel.Warning);
    }

    private static void AddTelemetry(IServiceCollection services)
    {
        bool exports = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(OtlpVariable));
        var telemetry = services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter(SequenceModels.MeterName, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime");
            metrics.AddPrometheusExporter();
            if (exports)
                metrics.AddOtlpExporter();
        });
        if (exports)
            telemetry.WithTracing(traces => traces
                .AddSource(SequenceModels.ActivitySourceName, "Microsoft.AspNetCore").AddOtlpExporter());
    }

    /// <summary>The tool handles signals itself.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>What the tool says on a signal, and how long it waits.</summary>
    private sealed class Draining(TimeSpan patience) : IInterruptible
    {
        public TimeSpan Patience => patience;

        public string? Promise => "Stopping: what was accepted is answered. Another signal ends it at once.";

        public string Farewell(bool isCutShort) =>
            isCutShort ? "Stopped at once: requests may be unanswered." : "Stopped.";
    }
}
