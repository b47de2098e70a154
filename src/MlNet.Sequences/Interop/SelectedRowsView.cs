using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Those rows of a view that are selected by their number, in order.</summary>
/// <param name="source">The view.</param>
/// <param name="selects">Whether a row is selected, by its number from 0.</param>
internal sealed class SelectedRowsView(IDataView source, Func<long, bool> selects) : ChainedView(source, step: null)
{
    public override DataViewSchema Schema => Source.Schema;

    public override bool CanShuffle => false;

    public override long? GetRowCount() => null;

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(Source.GetRowCursor(columnsNeeded), selects);

    public override DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];

    internal override IEnumerable<DataViewSchema.Column> SourceColumnsFor(DataViewSchema.Column column) => [column];

    private sealed class Cursor(DataViewRowCursor input, Func<long, bool> selects) : DataViewRowCursor
    {
        private long _row = -1, _position = -1;

        public override DataViewSchema Schema => input.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            while (input.MoveNext())
            {
                if (!selects(++_row))
                    continue;
                _position++;
                return true;
            }

            _position = -1;
            return false;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            _position = -1;
            base.Dispose(disposing);
        }
    }
}
