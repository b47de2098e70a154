namespace MlNet.Sequences;

/// <summary>What to download, with timeouts and retries.</summary>
internal sealed record DownloadOptions
{
    internal required Uri Source { get; init; }

    /// <summary>The file's SHA-256 in hexadecimal digits of either case.</summary>
    internal required string Sha256 { get; init; }

    /// <summary>What a user can do if the download fails: follows "Try again later, or".</summary>
    internal required string Remedy { get; init; }

    /// <summary>The file's nature, size and terms, logged before the download. Null to log nothing.</summary>
    internal string? Description { get; init; }

    internal TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the server may send nothing before the connection is closed.</summary>
    internal TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many consecutive attempts may fail without progress.</summary>
    internal int MaximumFailures { get; init; } = 5;

    /// <summary>The wait before the second attempt; each further one doubles it.</summary>
    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most bytes that a server may send: a wrong or hostile one must not fill the disk.</summary>
    internal long MaximumBytes { get; init; } = 1L << 30;
}
