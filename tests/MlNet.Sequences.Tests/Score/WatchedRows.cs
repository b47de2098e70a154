using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>A view that keeps count of what is asked of it.</summary>
internal sealed class WatchedRows(IDataView inner) : IDataView
{
    /// <summary>The names of the columns that the last cursor was asked for.</summary>
    internal string[] Asked { get; private set; } = [];

    /// <summary>The rows that cursors have moved to.</summary>
    internal int Moved { get; private set; }

    /// <summary>The cursors that were made and not disposed.</summary>
    internal int Open { get; private set; }

    /// <summary>The row at which cursors fail; none where it is below 0.</summary>
    internal int FailsAt { get; set; } = -1;

    public bool CanShuffle => inner.CanShuffle;

    public DataViewSchema Schema => inner.Schema;

    public long? GetRowCount() => inner.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        Asked = [.. columns.Select(c => c.Name)];
        Open++;
        return new Cursor(this, inner.GetRowCursor(columns, rand));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(WatchedRows owner, DataViewRowCursor input) : DataViewRowCursor
    {
        private bool _disposed;

        public override DataViewSchema Schema => input.Schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool MoveNext()
        {
            owner.Moved++;
            return input.Position + 1 != owner.FailsAt
                ? input.MoveNext()
                : throw new IOException("The source broke.");
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (!_disposed)
                owner.Open--;
            _disposed = true;
            input.Dispose();
            base.Dispose(disposing);
        }
    }
}
