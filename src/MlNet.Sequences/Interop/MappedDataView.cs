using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// A view of another view's rows with columns added row by row. It holds no rows, except for a few read ahead if adding is
/// costly.
/// </summary>
/// <param name="input">The other view.</param>
/// <param name="mapping">The mapping that adds the columns.</param>
/// <param name="step">The mapping's transformer.</param>
/// <param name="threads">The number of threads that add them if that is costly.</param>
internal sealed class MappedDataView(IDataView input, RowMapping mapping, SequenceTransformer? step, int threads)
    : ChainedView(input, step)
{
    public override bool CanShuffle => Source.CanShuffle;

    public override DataViewSchema Schema => mapping.OutputSchema;

    public override long? GetRowCount() => Source.GetRowCount();

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        var cursor = Source.GetRowCursor(mapping.InputColumnsFor(columns), rand);
        return ReadsAhead(columns)
            ? new MappedAheadCursor(cursor, mapping, columns, threads)
            : new Cursor(cursor, mapping, columns);
    }

    public override DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        var cursors = Source.GetRowCursorSet(mapping.InputColumnsFor(columns), n, rand);
        // A caller that requests several cursors reads each in its own thread; a source may have only one.
        return n != 1 && cursors.Length == 1 && ReadsAhead(columns)
            ? [new MappedAheadCursor(cursors[0], mapping, columns, threads)]
            : [.. cursors.Select(cursor => new Cursor(cursor, mapping, columns))];
    }

    internal override IEnumerable<DataViewSchema.Column> SourceColumnsFor(DataViewSchema.Column column) =>
        mapping.InputColumnsFor([column]);

    private bool ReadsAhead(DataViewSchema.Column[] columns) =>
        threads > 1 && mapping.IsCostly && Array.Exists(columns, column => mapping.AddedIndex(column) >= 0);

    private sealed class Cursor(
        DataViewRowCursor input, RowMapping mapping, DataViewSchema.Column[] activeColumns) : DataViewRowCursor
    {
        private readonly MappedColumns _columns = new(mapping, input, activeColumns);

        public override DataViewSchema Schema => _columns.Schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _columns.IsActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
