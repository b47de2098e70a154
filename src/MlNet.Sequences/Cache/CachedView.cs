using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// The rows of a view, with the columns of a cache read from it. If other columns, such as the text, are requested as well, all
/// come from the view itself; a trainer requests none.
/// </summary>
internal sealed class CachedView : ChainedView
{
    private readonly IDataView _view;
    private readonly CacheFile _file;
    private readonly int[] _cached; // by the view's columns: the cache's column, or -1

    internal CachedView(IDataView view, CacheFile file)
        : base(view, step: null)
    {
        (_view, _file) = (view, file);
        _cached = [.. Enumerable.Repeat(-1, view.Schema.Count)];
        for (int i = 0; i < file.Manifest.Columns.Count; i++)
            _cached[view.Schema[file.Manifest.Columns[i].Name].Index] = i;
    }

    public override DataViewSchema Schema => _view.Schema;

    public override bool CanShuffle => _view.CanShuffle || Schema.All(column => column.IsHidden || _cached[column.Index] >= 0);

    public override long? GetRowCount() => _file.Manifest.Rows;

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return IsCached(columns) ? CreateCursors(columns, 1, rand)[0] : _view.GetRowCursor(columns, rand);
    }

    public override DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return IsCached(columns)
            ? CreateCursors(columns, n > 0 ? n : Environment.ProcessorCount, rand)
            : _view.GetRowCursorSet(columns, n, rand);
    }

    internal override IEnumerable<DataViewSchema.Column> SourceColumnsFor(DataViewSchema.Column column) =>
        [_view.Schema[column.Index]];

    private bool IsCached(DataViewSchema.Column[] columns) =>
        columns.All(column => _cached[MappedColumns.IndexIn(Schema, column)] >= 0);

    private DataViewRowCursor[] CreateCursors(DataViewSchema.Column[] columns, int count, Random? rand)
    {
        bool[] active = MappedColumns.ActiveFlags(Schema, columns);
        int[]? permutation = null;
        if (rand is not null)
        {
            if (_file.Manifest.Rows > Array.MaxLength)
                throw new InvalidOperationException(
                    $"A cache of up to {Array.MaxLength} rows can be shuffled; '{_file.Path}' has {_file.Manifest.Rows}.");
            permutation = [.. Enumerable.Range(0, (int)_file.Manifest.Rows)];
            rand.Shuffle(permutation);
        }

        count = Math.Max(1, Math.Min(count, CachedCursor.BatchCount(_file, permutation)));
        return [
            .. Enumerable.Range(0, count).Select(i => new CachedCursor(Schema, _file, _cached, active, permutation, i, count))];
    }
}
