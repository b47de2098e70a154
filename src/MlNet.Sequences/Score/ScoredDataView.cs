using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A view with scores added. A cursor that is asked for scores reads ahead and scores in batches of like length; one that is not,
/// passes through.
/// </summary>
internal sealed class ScoredDataView(IDataView input, ScoreMapping mapping) : IDataView
{
    private readonly MappedDataView _passThrough = new(input, mapping, threads: 1);

    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => mapping.OutputSchema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return AsksForScores(columns)
            ? new LookAheadCursor(input.GetRowCursor(mapping.InputColumnsFor(columns), rand), mapping, columns)
            : _passThrough.GetRowCursor(columns, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return AsksForScores(columns)
            ? [.. input.GetRowCursorSet(mapping.InputColumnsFor(columns), n, rand)
                .Select(cursor => new LookAheadCursor(cursor, mapping, columns))]
            : _passThrough.GetRowCursorSet(columns, n, rand);
    }

    private bool AsksForScores(DataViewSchema.Column[] columns) => Array.Exists(columns, column => mapping.AddedIndex(column) >= 0);
}
