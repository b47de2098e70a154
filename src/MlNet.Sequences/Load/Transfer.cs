using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace MlNet.Sequences;

/// <summary>One attempt to complete a partial file over HTTP.</summary>
internal sealed class Transfer(DownloadOptions options, HttpClient client, PartialFile part)
{
    private const int BufferSize = 1 << 17;
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether this attempt received the file from its first byte.</summary>
    internal bool IsWhole { get; private set; }

    /// <exception cref="TransferException">The server refused, disconnected, or stalled.</exception>
    internal async Task RunAsync(Action<DownloadProgress> report, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        RangeConditionHeaderValue? version = part.Version;
        long offset = version is null ? 0 : part.Length;

        using var request = new HttpRequestMessage(HttpMethod.Get, options.Source);
        if (version is not null)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
            request.Headers.IfRange = version;
        }

        using HttpResponseMessage response = await GuardAsync(
            () => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token), stall, cancellationToken)
            .ConfigureAwait(false);
        if (IsAlreadyComplete(response, offset))
            return;

        IsWhole = response.StatusCode == HttpStatusCode.OK;
        if (!IsWhole)
            CheckPartial(response, offset);

        using FileStream file = IsWhole ? part.Restart(response) : part.Append();
        long? total = response.Content.Headers.ContentLength is { } rest ? file.Position + rest : null;
        using Stream content = await GuardAsync(() => response.Content.ReadAsStreamAsync(stall.Token), stall, cancellationToken)
            .ConfigureAwait(false);
        await CopyAsync(content, file, total, report, stall, cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(Stream content, FileStream file, long? total, Action<DownloadProgress> report,
        CancellationTokenSource stall, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        long lastReport = 0;
        int read;
        do
        {
            read = await GuardAsync(() => content.ReadAsync(buffer, stall.Token).AsTask(), stall, cancellationToken)
                .ConfigureAwait(false);
            if (file.Position + read > options.MaximumBytes)
            {
                part.Delete();
                throw new TransferException($"the server sends more than {options.MaximumBytes} bytes", canRetry: false);
            }

            // Not canceled halfway: received data are worth keeping.
            await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None).ConfigureAwait(false);
            if (read == 0 || lastReport == 0 || Stopwatch.GetElapsedTime(lastReport) >= ReportInterval)
            {
                lastReport = Stopwatch.GetTimestamp();
                report(new DownloadProgress(file.Position, total));
            }
        }
        while (read > 0);
    }

    /// <summary>
    /// Runs one network operation within the stall timeout, and distinguishes its failure from the caller's cancellation.
    /// </summary>
    private async Task<T> GuardAsync<T>(Func<Task<T>> operation, CancellationTokenSource stall,
        CancellationToken cancellationToken)
    {
        try
        {
            stall.CancelAfter(options.StallTimeout);
            return await operation().ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferException(stall.IsCancellationRequested
                ? FormattableString.Invariant($"the server sent nothing for {options.StallTimeout.TotalSeconds} s")
                : FormattableString.Invariant($"no connection within {options.ConnectTimeout.TotalSeconds} s"), canRetry: true,
                e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TransferException(e.Message, canRetry: true, e);
        }
    }

    // Left by a process that ended between the last byte and the move: the server has nothing more to send.
    private static bool IsAlreadyComplete(HttpResponseMessage response, long offset) =>
        response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && offset > 0
            && response.Content.Headers.ContentRange?.Length == offset;

    private void CheckPartial(HttpResponseMessage response, long offset)
    {
        int status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.PartialContent && offset > 0
            && response.Content.Headers.ContentRange is { Unit: "bytes" } range && range.From == offset)
        {
            return;
        }

        // The server's file differs from the partial one: only its beginning can be correct.
        if (response.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            part.Delete();
            throw new TransferException($"the server answered {status} with a range that does not start at byte {offset}",
                canRetry: true);
        }

        bool isTemporary = status >= 500
            || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
        throw new TransferException($"the server answered {status} {response.ReasonPhrase}", isTemporary);
    }
}
