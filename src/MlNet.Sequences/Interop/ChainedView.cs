using Microsoft.ML;
using Microsoft.ML.Model.OnnxConverter;

namespace MlNet.Sequences;

/// <summary>
/// A view over another that ML.NET can walk back through, like its own: <c>ConvertToOnnx</c> starts at the last view of a chain
/// and would take a view that it can't walk through for the chain's input, whose columns it copies to the output.
/// </summary>
/// <param name="source">The view that this one is made from.</param>
/// <param name="step">The transformer that made it; null if the view only passes columns through.</param>
internal abstract class ChainedView(IDataView source, SequenceTransformer? step) : ITransformCanSaveOnnx
{
    public IDataView Source => source;

    public abstract DataViewSchema Schema { get; }

    public abstract bool CanShuffle { get; }

    public abstract long? GetRowCount();

    public abstract DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null);

    public abstract DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null);

    /// <summary>The columns of the source that a column is made from.</summary>
    internal abstract IEnumerable<DataViewSchema.Column> SourceColumnsFor(DataViewSchema.Column column);

    void ICanSaveModel.Save(ModelSaveContext context)
    {
        if (step is not ICanSaveModel model)
            throw new NotSupportedException(
                $"{GetType().Name} is a view, not a step of a model. Save the fitted transformers instead.");
        model.Save(context);
    }

    // True, so that ML.NET calls SaveAsOnnx and gets its message. At a view that can't be saved ML.NET stops walking, logs a
    // warning, and still writes a file if columns of the same names came in.
    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext context) => true;

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext context)
    {
        if (step is not null)
            throw new NotSupportedException((step as SequenceTransformer)?.ReasonAgainstOnnx
                ?? $"ConvertToOnnx can't convert {step.GetType().Name}, a step of MlNet.Sequences. Export the whole model with " +
                "mlContext.Model.ExportToOnnx(model, path), which writes the network and, with " +
                "OnnxExportOptions.IncludeTokenizer, the steps from the text on.");
    }
}
