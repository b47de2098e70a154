using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The base class of this library's transformers: an ML.NET transformer that maps row to row, chains, and is saved and loaded by
/// <c>mlContext.Model</c> without registration. Immutable and thread-safe.
/// </summary>
public abstract class SequenceTransformer : ITransformer
{
    private protected SequenceTransformer()
    {
    }

    /// <summary>
    /// How the columns of this input become the columns of the output; fails if a column is missing or has a wrong type.
    /// </summary>
    private protected abstract RowMapping Bind(DataViewSchema inputSchema);

    /// <summary>Whether an output row depends on its input row alone.</summary>
    private protected virtual bool IsRowToRow => true;

    /// <summary>Why no ONNX file can hold what this computes, and what to do instead; null if one can.</summary>
    internal virtual string? ReasonAgainstOnnx => null;

    /// <summary>Writes everything that <see cref="ILoadableTransformer.Load"/> needs.</summary>
    private protected abstract void Save(ModelWriter writer);

    /// <summary>The schema that <see cref="Transform"/> returns for this input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of a wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema).OutputSchema;
    }

    /// <summary>The input with the output columns added. Nothing is computed before a cursor requests it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of a wrong type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return MakeView(input, Bind(input.Schema));
    }

    private protected virtual IDataView MakeView(IDataView input, RowMapping mapping) =>
        new MappedDataView(input, mapping, this, OrderedPipeline<RowChunk>.DefaultThreads);

    bool ITransformer.IsRowToRowMapper => IsRowToRow;

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (!IsRowToRow)
            throw new InvalidOperationException(
                $"{GetType().Name} needs the rows before a row, and can't map single rows. Call Transform with whole series.");
        return new RowMapper(Bind(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext context) => ModelWriter.Write(context, this, Save);
}
