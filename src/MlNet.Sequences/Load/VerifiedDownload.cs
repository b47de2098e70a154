using System.Globalization;
using System.Security.Cryptography;

namespace MlNet.Sequences;

/// <summary>
/// Downloads a file with a known hash: resumes after a break, retries, and moves the file to its destination only if the hash
/// matches. Concurrent processes wait for each other.
/// </summary>
internal sealed class VerifiedDownload(DownloadOptions options, Action<string> log)
{
    // Attempts with at least this much progress don't count as failures: a slow line may break a hundred times.
    private const long WorthwhileBytes = 1 << 20;

    /// <summary>Returns when the file is at <paramref name="target"/>, immediately if it already exists.</summary>
    /// <exception cref="IOException">All attempts failed, or the folder can't be written to.</exception>
    /// <exception cref="InvalidDataException">The received file isn't the requested one.</exception>
    internal async Task GetAsync(string target, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (File.Exists(target))
            return;

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using IDisposable turn = await FileLock.AcquireAsync(target + ".lock",
            () => log($"Waiting for another process that is downloading '{target}'."), cancellationToken).ConfigureAwait(false);
        if (File.Exists(target))
            return;

        log($"Downloading {options.Source} to '{target}'.{(options.Description is { } description ? $" {description}" : "")}");
        var part = new PartialFile(target + ".part", options.Source);
        var report = new LoggedProgress(progress, log);
        using var handler = new SocketsHttpHandler { ConnectTimeout = options.ConnectTimeout };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };

        bool isWhole = await TransferAsync(client, part, report, cancellationToken).ConfigureAwait(false);
        string hash = await HashAsync(part, cancellationToken).ConfigureAwait(false);
        if (!IsRight(hash) && !isWhole)
        {
            // Assembled from several attempts, one of which may have received another file.
            log("The received parts don't form the requested file; downloading it once more from the beginning.");
            part.Delete();
            await TransferAsync(client, part, report, cancellationToken).ConfigureAwait(false);
            hash = await HashAsync(part, cancellationToken).ConfigureAwait(false);
        }

        if (!IsRight(hash))
        {
            long length = part.Length;
            part.Delete();
            throw new InvalidDataException($"The file at {options.Source} must have the SHA-256 {options.Sha256}; received " +
                $"were {length} bytes with {hash}. They were deleted. Try again later, or {options.Remedy}.");
        }

        part.MoveTo(target);
    }

    /// <summary>Whether the file was received in one piece.</summary>
    private async Task<bool> TransferAsync(HttpClient client, PartialFile part, LoggedProgress report,
        CancellationToken cancellationToken)
    {
        long furthest = part.Length;
        int failures = 0;
        while (true)
        {
            var transfer = new Transfer(options, client, part);
            try
            {
                await transfer.RunAsync(report.Report, cancellationToken).ConfigureAwait(false);
                return transfer.IsWhole;
            }
            catch (TransferException e)
            {
                long length = part.Length;
                failures = length >= furthest + WorthwhileBytes ? 1 : failures + 1;
                furthest = Math.Max(furthest, length);
                if (!e.CanRetry || failures >= options.MaximumFailures)
                {
                    throw new IOException($"The download of {options.Source} must complete; it stopped after {length} " +
                        $"bytes: {e.Message} ({failures} failed attempts in a row). Try again later, which continues from " +
                        $"there, or {options.Remedy}.", e);
                }

                TimeSpan delay = options.RetryDelay * Math.Pow(2, failures - 1);
                log(string.Create(CultureInfo.InvariantCulture, $"The download stopped after {length:N0} bytes: {e.Message}. " +
                    $"Trying again in {delay.TotalSeconds} s."));
                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private bool IsRight(string hash) => string.Equals(hash, options.Sha256, StringComparison.OrdinalIgnoreCase);

    private static async Task<string> HashAsync(PartialFile part, CancellationToken cancellationToken)
    {
        using var file = new FileStream(part.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
    }
}
