using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MlNet.Sequences.Serving.Tests;

/// <summary>The service on a free port of this machine, and a client.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private TestService(WebApplication app, TestLog log)
    {
        (App, Log) = (app, log);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = new HttpClient { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
    }

    internal WebApplication App { get; }

    internal TestLog Log { get; }

    internal Uri Address { get; }

    internal HttpClient Client { get; }

    internal SequenceModels Models => App.Services.GetRequiredService<SequenceModels>();

    /// <summary>Starts the service, and waits until it is ready.</summary>
    internal static async Task<TestService> StartAsync(
        Action<SequenceModelsOptions> configure, Action<KestrelServerOptions>? configureServer = null)
    {
        var service = await StartAtOnceAsync(configure, configureServer);
        await service.Models.Loading;
        return service;
    }

    /// <summary>Starts the service.</summary>
    internal static async Task<TestService> StartAtOnceAsync(
        Action<SequenceModelsOptions> configure, Action<KestrelServerOptions>? configureServer = null)
    {
        var log = new TestLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(server => configureServer?.Invoke(server));
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSequenceModels(options =>
        {
            (options.DrainDelay, options.ReloadInterval, options.NumberOfWorkers) =
                (TimeSpan.Zero, Timeout.InfiniteTimeSpan, 2);
            options.RequestTimeout = TimeSpan.FromHours(1); // No test may depend on how busy the machine is.
            configure(options);
        });
        var app = builder.Build();
        app.MapSequenceModels();
        app.MapSequenceModelsPage();
        await app.StartAsync();
        return new(app, log);
    }

    /// <summary>Posts JSON, and returns the status and the answer.</summary>
    internal async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync(path, content);
        return await ReadAsync(response);
    }

    internal async Task<(HttpStatusCode Status, JsonElement Answer)> PostBytesAsync(string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await Client.PostAsync(path, content);
        return await ReadAsync(response);
    }

    internal async Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return await ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> ReadAsync(HttpResponseMessage response) =>
        (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
}
