using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlNet.Sequences.Serving;

namespace MlNet.Sequences.Benchmarks;

/// <summary>A process with the service, which can be killed and started again on its port, with its own model file.</summary>
/// <param name="port">Its port.</param>
/// <param name="model">Its model file, which others are moved into the place of.</param>
internal sealed class Replica(int port, string model) : IDisposable
{
    internal const string CommandName = "serve-replica";

    private readonly HttpClient _client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    private Process? _process;

    internal int Port => port;

    /// <summary>Whether it was started, and not ended since.</summary>
    internal bool IsRunning => _process is not null;

    /// <summary>The model in the place of its file.</summary>
    internal SoakModel? Served { get; private set; }

    /// <summary>The command of its process; it is not for people.</summary>
    internal static Command Create()
    {
        var own = new Option<int>("--port") { Required = true };
        var path = new Option<string>("--model") { Required = true };
        var command = new Command(CommandName, "A replica that serve-soak starts.") { own, path };
        command.Hidden = true;
        command.SetAction(parsed => RunAsync(parsed.GetValue(own), parsed.GetRequiredValue(path)));
        return command;
    }

    /// <summary>Starts it, and waits until it is ready.</summary>
    /// <exception cref="FailureException">It has ended instead.</exception>
    internal async Task StartAsync()
    {
        var start = ChildProcess.Self(
            CommandName, "--port", port.ToString(CultureInfo.InvariantCulture), "--model", model);
        start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
        if (await _process.StandardOutput.ReadLineAsync() is null)
            throw new FailureException($"The replica on port {port} has ended; what it wrote above says why.");
    }

    /// <summary>Ends it at once, as a machine that loses its power does.</summary>
    internal async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Ends it as an administrator does, and waits for its end.</summary>
    /// <exception cref="FailureException">It did not end with exit code 0.</exception>
    internal async Task TerminateAsync()
    {
        using (var kill = Process.Start("kill", _process!.Id.ToString(CultureInfo.InvariantCulture)))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0)
            throw new FailureException($"The replica on port {port} ended with exit code {_process.ExitCode}.");
        _process.Dispose();
        _process = null;
    }

    /// <summary>Moves a copy of a model into the place of its file. A replica that runs loads it; waits for that.</summary>
    internal async Task ReplaceAsync(SoakModel by)
    {
        string copy = model + ".new";
        File.Copy(by.Path, copy, overwrite: true);
        File.Move(copy, model, overwrite: true);
        Served = by;
        while (_process is not null && await DigestAsync() != by.Sha256)
            await Task.Delay(20);
    }

    /// <summary>The bytes of memory that it has.</summary>
    internal long Memory()
    {
        _process!.Refresh();
        return _process.WorkingSet64;
    }

    public void Dispose()
    {
        _client.Dispose();
        if (_process is null)
            return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<string> DigestAsync()
    {
        using var info = JsonDocument.Parse(await _client.GetStringAsync("/info"));
        return info.RootElement.GetProperty("models")[0].GetProperty("sha256").GetString()!;
    }

    private static async Task<int> RunAsync(int port, string path)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        builder.Services.AddSequenceModels(options =>
        {
            options.AddModel(SoakRequest.ModelName, path);
            options.ReloadInterval = TimeSpan.FromMilliseconds(100);
            options.DrainDelay = TimeSpan.FromSeconds(2); // longer than the load balancer's checks take
            options.RequestTimeout = TimeSpan.FromMinutes(10); // a busy machine is not what is measured
        });
        var app = builder.Build();
        app.MapSequenceModels();
        await app.StartAsync();
        await app.Services.GetRequiredService<SequenceModels>().Loading;
        Console.WriteLine("ready");
        await ((IHost)app).WaitForShutdownAsync();
        return 0;
    }
}
