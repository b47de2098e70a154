using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A view with an ensemble's scores added. A cursor with scores reads the source once for all models, which score in batches;
/// one without passes rows through.
/// </summary>
internal sealed class EnsembleView(IDataView input, EnsembleMapping mapping, SequenceTransformer step) : ChainedView(input, step)
{
    private readonly MappedDataView _passThrough = new(input, mapping, step, threads: 1);

    public override bool CanShuffle => Source.CanShuffle;

    public override DataViewSchema Schema => mapping.OutputSchema;

    public override long? GetRowCount() => Source.GetRowCount();

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return AsksForScores(columns)
            ? new EnsembleCursor(Source, mapping, columns, rand)
            : _passThrough.GetRowCursor(columns, rand);
    }

    // With scores one: the models use several threads.
    public override DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return AsksForScores(columns)
            ? [new EnsembleCursor(Source, mapping, columns, rand)]
            : _passThrough.GetRowCursorSet(columns, n, rand);
    }

    // Scores are not sequences like the columns that they are made from.
    internal override IEnumerable<DataViewSchema.Column> SourceColumnsFor(DataViewSchema.Column column) =>
        mapping.AddedIndex(column) < 0 ? [mapping.InputSchema[column.Index]] : [];

    private bool AsksForScores(DataViewSchema.Column[] columns) =>
        Array.Exists(columns, column => mapping.AddedIndex(column) >= 0);
}
