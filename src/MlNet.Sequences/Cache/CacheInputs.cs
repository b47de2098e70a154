using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// What an encoded data set was made from, stored in its cache: if all of this is the same, so is the data set.
/// </summary>
/// <param name="Library">The build of this library.</param>
/// <param name="Encoder">The fingerprint of the estimator, before fitting.</param>
/// <param name="Columns">The digest of the input's columns.</param>
/// <param name="Part">The part of the sources that the input is, if it says so.</param>
/// <param name="Rows">
/// The digest of the input's rows: "" if the view itself names its sources; of the first rows and the steps that produce the
/// rest, if a user named them and the steps can be compared; else of all rows.
/// </param>
/// <param name="Sources">The files that the rows come from.</param>
/// <param name="StartedUtcTicks">When the sources were examined.</param>
internal sealed record CacheInputs(
    string Library, string Encoder, string Columns, string Part, string Rows, IReadOnlyList<CachedSource> Sources,
    long StartedUtcTicks)
{
    // File times may be this coarse: a file that was no older than this when examined may have changed since without a trace.
    private static readonly long TimeGranularity = TimeSpan.FromSeconds(2).Ticks;

    // They reveal what the saved steps do not: the order after a shuffle, for example.
    private const int RowsCompared = 100;

    /// <summary>Examines an input and an estimator, without reading the contents of sources.</summary>
    /// <param name="environment">Determines whether to continue.</param>
    /// <param name="view">The rows.</param>
    /// <param name="encoder">The estimator.</param>
    /// <param name="inputFiles">The files that the rows come from according to the user, or null.</param>
    /// <exception cref="FileNotFoundException">A source is missing.</exception>
    /// <exception cref="InvalidOperationException">The rows have to be compared, and a column can't be.</exception>
    /// <exception cref="OperationCanceledException">The context was canceled while rows were compared.</exception>
    internal static CacheInputs Of(
        IHostEnvironment environment, IDataView view, object encoder, IReadOnlyList<string>? inputFiles)
    {
        long now = DateTime.UtcNow.Ticks;
        var source = inputFiles is null ? (view as ISourcedView)?.Source : new ViewSource("", inputFiles);
        CachedSource[] sources = [
            .. (source?.Paths ?? []).Select(path => new DataSource(path))
            .Select(file => new CachedSource(file.Name, file.List().Digest, ""))];
        string rows = source is null ? AllRows() : inputFiles is null ? "" : RowsOfFiles();
        return new(
            typeof(CacheInputs).Module.ModuleVersionId.ToString(), ObjectFingerprint.Of(encoder),
            RowDigest.OfColumns(view.Schema),
            source?.Part ?? "", rows, sources, now);

        string AllRows() => RowDigest.OfRows(view, checkAlive: () => HostEnvironments.CheckAlive(environment));

        // The same files need not produce the same rows: a step such as TakeRows may follow, or the loader may read only some of
        // them.
        string RowsOfFiles() => ViewStructure.DigestOf(environment, view) is { } structure
            ? $"{RowDigest.OfRows(view, RowsCompared)} {structure}"
            : AllRows();
    }

    /// <summary>The paths of <see cref="Sources"/>, in their order.</summary>
    internal static IReadOnlyList<string> PathsOf(IDataView view, IReadOnlyList<string>? inputFiles) =>
        inputFiles ?? (view as ISourcedView)?.Source?.Paths ?? [];

    /// <summary>The same with the contents of the sources, which must be those that were examined.</summary>
    /// <exception cref="IOException">A source has changed since.</exception>
    internal CacheInputs WithContents(IReadOnlyList<string> paths) => this with
    {
        Sources = [.. paths.Zip(Sources, (path, before) =>
        {
            var source = new DataSource(path);
            string contents = source.HashContents();
            return source.List().Digest == before.Listing ? before with { Contents = contents } : throw new IOException(
                $"Files must not change while they are encoded; '{path}' did. Fit again.");
        })],
    };

    /// <summary>The difference between these inputs, stored in a cache, and others; null if they are the same.</summary>
    internal string? DifferenceTo(CacheInputs now, IReadOnlyList<string> paths)
    {
        if (Library != now.Library)
            return "it was made by another build of MlNet.Sequences";
        if (Encoder != now.Encoder)
            return "the steps before the cache, or their settings, have changed";
        if (Columns != now.Columns)
            return "the input has other columns";
        if (Part != now.Part || !Sources.Select(source => source.Name).SequenceEqual(now.Sources.Select(source => source.Name)))
            return "the input comes from elsewhere";
        for (int i = 0; i < paths.Count; i++)
        {
            var source = new DataSource(paths[i]);
            bool isKnownByTime = Sources[i].Listing == now.Sources[i].Listing
                && source.List().Newest + TimeGranularity < StartedUtcTicks;
            if (!isKnownByTime && Sources[i].Contents != source.HashContents())
                return $"'{paths[i]}' has changed";
        }

        return Rows == now.Rows ? null : "the input's rows have changed";
    }
}
