using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Runs work with a token that is canceled when the caller's token is, or when the context is (<c>MLContext.CancelExecution</c>,
/// by which AutoML ends a trial). A context can only be polled, so it is polled many times a second.
/// </summary>
internal static class ContextCancellation
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <param name="environment">The environment of the work.</param>
    /// <param name="work">The work, which stops when its token is canceled.</param>
    /// <param name="token">The caller's token.</param>
    /// <exception cref="OperationCanceledException">
    /// The context or the token was canceled; in the latter case the exception has the caller's token.
    /// </exception>
    internal static T Run<T>(IHostEnvironment environment, Func<CancellationToken, T> work, CancellationToken token)
    {
        environment = HostEnvironments.HostOf(environment, nameof(ContextCancellation));
        environment.CheckAlive();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token);
        var timer = new Timer(_ => CancelWith(environment, either), null, Interval, Interval);
        try
        {
            return work(either.Token);
        }
        catch (OperationCanceledException e) when (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            environment.CheckAlive(); // ML.NET's own exception
            throw;
        }
        finally
        {
            // Waits for a running callback, which would find the source disposed.
            timer.DisposeAsync().AsTask().Wait(CancellationToken.None);
        }
    }

    private static void CancelWith(IHostEnvironment environment, CancellationTokenSource source)
    {
        if (environment is ICancelable { IsCanceled: true })
            source.Cancel();
    }
}
