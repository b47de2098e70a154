using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MlNet.Sequences.Serving;

/// <summary>
/// Loads the models while the server answers already, reloads those whose files are replaced, and at the end keeps the server
/// open for a while, so that load balancers turn away before it closes.
/// </summary>
internal sealed class ModelService(
    SequenceModels models, IHostApplicationLifetime lifetime, ILogger<SequenceModels> logger)
    : BackgroundService, IHostedLifecycleService
{
    private bool _hasPaused;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // As soon as the application is told to stop, before its services are.
        lifetime.ApplicationStopping.Register(models.Drain);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        models.Drain();
        if (Interlocked.Exchange(ref _hasPaused, true))
            return; // A host may be stopped twice.
        var delay = models.Options.DrainDelay;
        logger.Draining(delay);
        await Task.Delay(delay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // A failure to load ends the application with its exception, and so with an exit code other than 0.
    public Task StoppedAsync(CancellationToken cancellationToken) =>
        models.Loading.IsFaulted ? models.Loading : Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The server starts meanwhile.
        try
        {
            models.LoadAll(stoppingToken);
        }
        catch (Exception e)
        {
            // SequenceModels.Loading has the exception.
            if (stoppingToken.IsCancellationRequested)
                return;
            logger.NotLoaded(e);
            await WaitForStartAsync(stoppingToken).ConfigureAwait(false);
            lifetime.StopApplication();
            return;
        }

        if (models.Options.ReloadInterval == Timeout.InfiniteTimeSpan)
            return;
        using var timer = new PeriodicTimer(models.Options.ReloadInterval);
        while (!stoppingToken.IsCancellationRequested
            && await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            models.LoadReplaced(stoppingToken);
    }

    // A host that is stopped while it starts reports only that its start was canceled.
    private async Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
