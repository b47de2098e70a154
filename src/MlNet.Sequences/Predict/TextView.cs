using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Texts as the one column of a view, read as they come, once for each cursor.</summary>
internal sealed class TextView(DataViewSchema schema, IEnumerable<string> texts, CancellationToken cancellationToken) : IDataView
{
    public DataViewSchema Schema => schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    /// <summary>What is wrong with a text that is null, by its place from 0.</summary>
    internal static ArgumentException NullText(long place, string parameter) => new(
        $"The texts must not be null; number {place + 1} is. Leave it out, or give an empty text.", parameter);

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(schema, texts.GetEnumerator(), cancellationToken);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewSchema schema, IEnumerator<string> texts, CancellationToken cancellationToken)
        : DataViewRowCursor
    {
        private readonly TextRow _row = new(schema);

        public override DataViewSchema Schema => schema;

        public override long Position => _row.Position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!texts.MoveNext())
                return false;
            _row.MoveTo(texts.Current ?? throw NullText(_row.Position + 1, nameof(texts)));
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _row.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _row.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _row.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                texts.Dispose();
            base.Dispose(disposing);
        }
    }
}
