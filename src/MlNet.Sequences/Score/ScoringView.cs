using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A view with scores added. A cursor without scores passes rows through; one with scores is the derived view's.
/// </summary>
internal abstract class ScoringView(IDataView input, RowMapping mapping, SequenceTransformer step) : ChainedView(input, step)
{
    private readonly MappedDataView _passThrough = new(input, mapping, step, threads: 1);

    public sealed override bool CanShuffle => Source.CanShuffle;

    public sealed override DataViewSchema Schema => mapping.OutputSchema;

    public sealed override long? GetRowCount() => Source.GetRowCount();

    public sealed override DataViewRowCursor GetRowCursor(
        IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return AsksForScores(columns) ? Score(columns, rand) : _passThrough.GetRowCursor(columns, rand);
    }

    public sealed override DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return AsksForScores(columns) ? Score(columns, n, rand) : _passThrough.GetRowCursorSet(columns, n, rand);
    }

    /// <summary>A cursor that scores.</summary>
    private protected abstract DataViewRowCursor Score(DataViewSchema.Column[] columns, Random? rand);

    /// <summary>At most so many cursors that score, each with other rows.</summary>
    private protected abstract DataViewRowCursor[] Score(DataViewSchema.Column[] columns, int n, Random? rand);

    // Scores are not sequences like the columns that they are made from.
    internal sealed override IEnumerable<DataViewSchema.Column> SourceColumnsFor(DataViewSchema.Column column) =>
        mapping.AddedIndex(column) < 0 ? [mapping.InputSchema[column.Index]] : [];

    private bool AsksForScores(DataViewSchema.Column[] columns) =>
        Array.Exists(columns, column => mapping.AddedIndex(column) >= 0);
}
