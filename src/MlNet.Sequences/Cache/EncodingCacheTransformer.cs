using System.Collections;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The fitted steps before a cache. For the rows that they were fitted to, the results come from the cache; other rows are
/// transformed. A saved model contains only the steps, without the cache.
/// </summary>
/// <remarks>
/// The cache stays open while the transformer or a view of it is in use. Disposing the transformer closes it, except for open
/// cursors.
/// </remarks>
public sealed class EncodingCacheTransformer : ITransformer, IEnumerable<ITransformer>, IDisposable
{
    private readonly ITransformer _steps;
    private readonly CacheFile _file;
    private readonly WeakReference<IDataView> _input;

    internal EncodingCacheTransformer(ITransformer steps, CacheFile file, IDataView input, bool isBuilt) =>
        (_steps, _file, _input, IsBuilt) = (steps, file, new(input), isBuilt);

    /// <summary>Whether this fit made the cache; false if it found one of the same inputs.</summary>
    public bool IsBuilt { get; }

    /// <summary>The fitted steps themselves.</summary>
    public ITransformer Steps => _steps;

    bool ITransformer.IsRowToRowMapper => _steps.IsRowToRowMapper;

    /// <summary>The schema that <see cref="Transform"/> returns for this input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of a wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _steps.GetOutputSchema(inputSchema);

    /// <summary>The input with the columns of the steps: from the cache if it is the very view that was fitted to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of a wrong type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformed = _steps.Transform(input);
        return _input.TryGetTarget(out var fitted) && ReferenceEquals(fitted, input)
            ? new CachedView(transformed, _file)
            : transformed;
    }

    /// <summary>Closes the cache.</summary>
    public void Dispose()
    {
        _file.Dispose();
        (_steps as IDisposable)?.Dispose();
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _steps.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext context) => _steps.Save(context);

    /// <summary>The fitted steps, one by one, as in a <c>TransformerChain</c>.</summary>
    public IEnumerator<ITransformer> GetEnumerator() => (_steps as IEnumerable<ITransformer> ?? [_steps]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
