using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>Creates the data set's views from an archive, a folder or a download.</summary>
internal static class ImdbLoader
{
    private const string ComponentName = "LoadImdb";

    /// <summary>The archive's public home. The hash is the one that several public loaders check.</summary>
    internal static DownloadOptions Archive { get; } = new()
    {
        Source = new Uri("https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz"),
        Sha256 = "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe",
        Description =
            "It is the Large Movie Review Dataset (Maas et al. 2011), 84 MB, which states no license; it is kept there for " +
            "later use.",
        Remedy = "download it with a browser and pass its path: mlContext.Data.LoadImdb(path)",
    };

    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    /// <exception cref="FileNotFoundException">There is neither a file nor a folder at this path.</exception>
    /// <exception cref="InvalidDataException">The content isn't the data set's; the message names the file or part.</exception>
    internal static ImdbDataset Load(IHostEnvironment env, string path, bool deferred = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        // The unlabeled reviews are read later, when the process may have another current directory.
        path = Path.GetFullPath(path);
        IImdbSource source = Open(path);
        // retried after a failure
        var labeled = new Lazy<ImdbContents>(() => ReadLabeled(env, source), LazyThreadSafetyMode.PublicationOnly);
        if (!deferred)
            _ = labeled.Value;

        return new ImdbDataset(
            source.Path, View("train", () => labeled.Value.Train),
            () => labeled.Value.Test.Count == 0 ? null : View("test", () => labeled.Value.Test),
            () => labeled.Value.UnlabeledCount is 0 ? null
                : new RecordView<ImdbReview>(ImdbReview.Columns, labeled.Value.UnlabeledCount,
                    () => ReadUnlabeled(env, path, labeled.Value.UnlabeledCount))
                { Source = Source("train/unsup") });

        RecordView<ImdbReview> View(string part, Func<IReadOnlyList<ImdbReview>> reviews) =>
            new(ImdbReview.Columns, () => reviews().Count, reviews) { Source = Source(part) };

        ViewSource Source(string part) => new($"imdb {part}", [source.Path]);
    }

    /// <exception cref="IOException">The download failed, or the cache folder can't be written to.</exception>
    /// <exception cref="InvalidOperationException">There is no cache folder, or others can write to it.</exception>
    /// <exception cref="InvalidDataException">The downloaded file isn't the published archive.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token was canceled; the next call continues where this one stopped.
    /// </exception>
    internal static ImdbDataset LoadOrDownload(IHostEnvironment env, IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken) =>
        LoadOrDownload(env, Archive, CacheFolder.Find(), progress, cancellationToken);

    /// <inheritdoc cref="LoadOrDownload(IHostEnvironment, IProgress{DownloadProgress}?, CancellationToken)"/>
    internal static ImdbDataset LoadOrDownload(IHostEnvironment env, DownloadOptions options, string folder,
        IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        string path = Path.Combine(CacheFolder.Trusted(folder), Path.GetFileName(options.Source.LocalPath));
        using (IChannel channel = env.Register(ComponentName).Start("Download"))
        {
            var download = new VerifiedDownload(options, message => channel.Info(MessageSensitivity.None, message));

            // On the thread pool, because a caller's synchronization context would wait for this thread forever.
            Task.Run(() => download.GetAsync(path, progress, cancellationToken), cancellationToken).GetAwaiter().GetResult();
        }

        return Load(env, path);
    }

    private static ImdbContents ReadLabeled(IHostEnvironment env, IImdbSource source)
    {
        long start = Stopwatch.GetTimestamp();
        ImdbContents contents = ImdbReader.ReadLabeled(source);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Say(env, contents, string.Create(CultureInfo.InvariantCulture, $"Read {contents.Train.Count:N0} reviews to train on " +
            $"and {contents.Test.Count:N0} to test on from '{source.Path}' in {seconds:F1} s."));
        return contents;
    }

    private static IImdbSource Open(string path)
    {
        if (Directory.Exists(path))
            return new ImdbFolder(path);
        if (File.Exists(path))
        {
            InputFile.Check(path);
            return new ImdbArchive(path);
        }

        throw new FileNotFoundException($"The path must be that of the archive or of its unpacked folder; there is neither a " +
            $"file nor a folder '{path}'. Correct the path, or call LoadImdb() without one to download the " +
            "archive.", path);
    }

    private static IReadOnlyList<ImdbReview> ReadUnlabeled(IHostEnvironment env, string path, int expected)
    {
        ImdbContents contents = ImdbReader.ReadUnlabeled(Open(path));
        if (contents.Train.Count != expected)
        {
            throw new InvalidDataException($"The data set must not change while it is in use; '{path}' had {expected} " +
                $"unlabeled reviews when it was loaded and has {contents.Train.Count} now. Load it again.");
        }

        Say(env, contents, string.Create(CultureInfo.InvariantCulture, $"Read {expected:N0} unlabeled reviews from '{path}'."));
        return contents.Train;
    }

    private static void Say(IHostEnvironment env, ImdbContents contents, string message)
    {
        using IChannel channel = env.Register(ComponentName).Start("Reading");
        channel.Info(MessageSensitivity.None, message);
        if (contents.InvalidCount > 0)
        {
            channel.Warning(MessageSensitivity.None, $"{contents.InvalidCount} texts aren't valid UTF-8, the first of them " +
                $"'{contents.FirstInvalid}': the invalid bytes became U+FFFD. Save them as UTF-8 to keep their characters.");
        }
    }
}
