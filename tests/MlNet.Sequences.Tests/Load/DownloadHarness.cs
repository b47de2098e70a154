using System.Security.Cryptography;

namespace MlNet.Sequences.Tests;

/// <summary>What the tests of downloads share: a file to download, a folder for it, and a record of what is said.</summary>
public abstract class DownloadHarness : IDisposable
{
    private protected static readonly byte[] Content = MakeContent();

    private readonly ScratchFolder _folder = new();

    private protected ScratchFolder Folder => _folder;

    private protected List<string> Log { get; } = [];

    private protected List<DownloadProgress> Progress { get; } = [];

    private protected string Target => _folder.At("cache/data.bin");

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private static byte[] MakeContent()
    {
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        return content;
    }

    private protected static DownloadOptions Options(ScriptedServer server) => new()
    {
        Source = server.Address,
        Sha256 = Convert.ToHexString(SHA256.HashData(Content)),
        Remedy = "the remedy of the test",
        MaximumFailures = 3,
        RetryDelay = TimeSpan.Zero,
    };

    private protected void Resumable(ScriptedServer server, byte[] part)
    {
        _folder.Write("cache/data.bin.part", part);
        _folder.Write("cache/data.bin.part.version", $"{server.Address.AbsoluteUri}\n\"v1\"\n");
    }

    private protected Task GetAsync(ScriptedServer? server, DownloadOptions? options = null) =>
        new VerifiedDownload(options ?? Options(server!), Log.Add)
            .GetAsync(Target, new Reporter(Progress.Add), CancellationToken.None);

    /// <summary>Calls back at once; <see cref="Progress{T}"/> would do so on some thread some time later.</summary>
    private protected sealed class Reporter(Action<DownloadProgress> action) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => action(value);
    }
}
