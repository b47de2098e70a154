using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A view with scores added. A cursor with scores reads ahead and scores in batches of similar length; one without passes rows
/// through.
/// </summary>
internal sealed class ScoredDataView(IDataView input, ScoreMapping mapping, SequenceTransformer step) : ChainedView(input, step)
{
    private readonly MappedDataView _passThrough = new(input, mapping, step, threads: 1);

    public override bool CanShuffle => Source.CanShuffle;

    public override DataViewSchema Schema => mapping.OutputSchema;

    public override long? GetRowCount() => Source.GetRowCount();

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return AsksForScores(columns)
            ? new LookAheadCursor(Source.GetRowCursor(mapping.InputColumnsFor(columns), rand), mapping, columns)
            : _passThrough.GetRowCursor(columns, rand);
    }

    public override DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return AsksForScores(columns)
            ? [.. Source.GetRowCursorSet(mapping.InputColumnsFor(columns), n, rand)
                .Select(cursor => new LookAheadCursor(cursor, mapping, columns))]
            : _passThrough.GetRowCursorSet(columns, n, rand);
    }

    // Scores are not sequences like the columns that they are made from.
    internal override IEnumerable<DataViewSchema.Column> SourceColumnsFor(DataViewSchema.Column column) =>
        mapping.AddedIndex(column) < 0 ? [mapping.InputSchema[column.Index]] : [];

    private bool AsksForScores(DataViewSchema.Column[] columns) =>
        Array.Exists(columns, column => mapping.AddedIndex(column) >= 0);
}
