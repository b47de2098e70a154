using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Fits the steps before it, encodes the rows and keeps both in a file; a later fit of the same steps to the same rows reads them
/// from there. Made by <c>CacheEncoded</c>.
/// </summary>
/// <remarks>
/// <para>A cache is used if its inputs are the same: the steps with all their settings, the builds of their assemblies, the
/// input's columns, and its rows. If a view knows its files (<c>LoadImdb</c>, <c>LoadFromTextFolders</c>), or the caller names
/// them, rows are compared by the files' names, lengths and times, and, if a time differs or was no older than two seconds at the
/// time of encoding, by the SHA-256 of their contents. With files named by the caller, the loader, the steps up to here
/// (<c>TakeRows</c> and the like) and the first hundred rows are compared, too. The rows of any other view, and of one with a
/// step that can't be compared, are read and hashed, which takes a pass but no encoding.</para>
/// <para>A cache with other inputs, a damaged one, and one of another format version is rebuilt, which is logged to
/// <c>MLContext.Log</c>.</para>
/// </remarks>
public sealed class EncodingCacheEstimator : IEstimator<EncodingCacheTransformer>
{
    /// <summary>
    /// A cache up to this size is fully checked on opening, which takes a tenth of a second; a larger one as it is read.
    /// </summary>
    internal const long CheckedAtOnce = 256L << 20;

    private readonly IHostEnvironment _environment;
    private readonly IEstimator<ITransformer> _encoder;
    private readonly string _path;
    private readonly IReadOnlyList<string>? _inputFiles;

    internal EncodingCacheEstimator(
        IHostEnvironment environment, IEstimator<ITransformer> encoder, string path, IReadOnlyList<string>? inputFiles)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (inputFiles is not null && (inputFiles.Count == 0 || inputFiles.Any(string.IsNullOrWhiteSpace)))
        {
            throw new ArgumentException(
                "inputFiles must name the files that all rows come from; received none, or an empty name. Name them, or pass " +
                "null to compare the rows.", nameof(inputFiles));
        }

        (_environment, _encoder, _path, _inputFiles) = (
            environment, encoder, Path.GetFullPath(path), inputFiles?.Select(Path.GetFullPath).ToArray());
    }

    /// <summary>The schema after the steps before the cache.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _encoder.GetOutputSchema(inputSchema);

    /// <summary>Reads the fitted steps and the encoded rows from the cache, or fits, encodes and caches them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of a wrong type.</exception>
    /// <exception cref="FileNotFoundException">A file that the rows come from is missing.</exception>
    /// <exception cref="InvalidOperationException">
    /// The steps produce no column that a cache can hold, or the input's rows must be compared and can't be.
    /// </exception>
    /// <exception cref="IOException">
    /// The path is that of a folder or of a file that is not a cache, which is left unchanged; the cache can't be written, and
    /// nothing of it is left; or a file that the rows come from was changed while they were encoded.
    /// </exception>
    /// <exception cref="OperationCanceledException">The context was canceled; nothing of the cache is left.</exception>
    public EncodingCacheTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _encoder.GetOutputSchema(new SchemaShape(ColumnShapes.Of(input.Schema)));
        var host = HostEnvironments.HostOf(_environment, "CacheEncoded");
        using var channel = host.Start("Encoding");
        var clock = Stopwatch.StartNew();
        var inputs = CacheInputs.Of(host, input, _encoder, _inputFiles);
        if (Find(input, inputs, channel) is { } found)
        {
            Say($"{found.Rows} encoded rows were read from '{_path}', opened in {clock.Elapsed.TotalSeconds:F2} s.");
            return found.Transformer;
        }

        var built = Build(host, input, inputs);
        Say($"{built.Rows} rows were encoded and cached in '{_path}', in {clock.Elapsed.TotalSeconds:F1} s.");
        return built.Transformer;

        void Say(FormattableString message) => channel.Info(MessageSensitivity.None, FormattableString.Invariant(message));
    }

    private (EncodingCacheTransformer Transformer, long Rows)? Find(IDataView input, CacheInputs inputs, IChannel channel)
    {
        CacheFile? file = null;
        string? difference;
        try
        {
            file = CacheFile.Open(_path);
            if (file is null)
                return null;
            difference = file.Manifest.Inputs.DifferenceTo(inputs, CacheInputs.PathsOf(input, _inputFiles));
            if (difference is null && file.Length <= CheckedAtOnce)
                file.CheckAll();
            if (difference is null)
                return (Use(input, file, isBuilt: false), file.Manifest.Rows);
        }
        catch (InvalidDataException e)
        {
            difference = e.Message;
        }

        file?.Dispose();
        channel.Warning(MessageSensitivity.None, $"The cache '{_path}' is rebuilt: {difference}.");
        return null;
    }

    private (EncodingCacheTransformer Transformer, long Rows) Build(IHostEnvironment host, IDataView input, CacheInputs inputs)
    {
        var steps = _encoder.Fit(input);
        var rows = steps.Transform(input);
        DataViewSchema.Column[] columns = [
            .. rows.Schema.Where(column => !column.IsHidden && CellKind.Of(column.Type) is not null)];
        if (columns.Length == 0)
        {
            throw new InvalidOperationException(
                "A cache holds columns of numbers, Booleans and keys, or vectors of them; the steps before it " +
                "produce none. Tokenize before it.");
        }

        var file = CacheWriter.Write(
            _path, rows, columns, HostEnvironments.SaveModel(_environment, steps, input.Schema),
            () => HostEnvironments.CheckAlive(host), () => inputs.WithContents(CacheInputs.PathsOf(input, _inputFiles)));
        return (Use(input, file, isBuilt: true), file.Manifest.Rows);
    }

    private EncodingCacheTransformer Use(IDataView input, CacheFile file, bool isBuilt)
    {
        try
        {
            var steps = HostEnvironments.LoadModel(_environment, file.Model);
            var schema = steps.GetOutputSchema(input.Schema);
            foreach (var column in file.Manifest.Columns)
            {
                if (schema.GetColumnOrNull(column.Name)?.Type.ToString() != column.Type)
                    throw new InvalidDataException($"its column '{column.Name}' is not the one that its steps produce");
            }

            return new(steps, file, input, isBuilt);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
