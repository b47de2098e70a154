using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A view whose rows are always read in order, by one cursor, so that a cursor's position is the number of the row.
/// </summary>
internal sealed class InOrderView(IDataView source) : ChainedView(source, step: null)
{
    public override DataViewSchema Schema => Source.Schema;

    public override bool CanShuffle => false;

    public override long? GetRowCount() => Source.GetRowCount();

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        Source.GetRowCursor(columnsNeeded);

    public override DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];

    internal override IEnumerable<DataViewSchema.Column> SourceColumnsFor(DataViewSchema.Column column) => [column];
}
