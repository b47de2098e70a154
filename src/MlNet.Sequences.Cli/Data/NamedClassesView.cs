using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Rows whose Boolean label says what the data call false and true, where the library reads it and keeps it in the model.
/// </summary>
internal sealed class NamedClassesView : IDataView
{
    private const string Annotation = "TrainingLabelValues";

    private readonly IDataView _rows;

    internal NamedClassesView(IDataView rows, string label, IReadOnlyList<string> classes)
    {
        _rows = rows;
        int named = rows.Schema[label].Index;
        var schema = new DataViewSchema.Builder();
        foreach (var column in rows.Schema)
            schema.AddColumn(column.Name, column.Type, column.Index == named ? Names() : column.Annotations);
        Schema = schema.ToSchema();

        DataViewSchema.Annotations Names()
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            ReadOnlyMemory<char>[] names = [.. classes.Select(name => name.AsMemory())];
            annotations.Add(
                Annotation, new VectorDataViewType(TextDataViewType.Instance, names.Length),
                (ref VBuffer<ReadOnlyMemory<char>> value) =>
                    new VBuffer<ReadOnlyMemory<char>>(names.Length, names).CopyTo(ref value));
            return annotations.ToAnnotations();
        }
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => _rows.CanShuffle;

    public long? GetRowCount() => _rows.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(Schema, _rows.GetRowCursor(columnsNeeded.Select(Inner), rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [.. _rows.GetRowCursorSet(columnsNeeded.Select(Inner), n, rand).Select(cursor => new Cursor(Schema, cursor))];

    private DataViewSchema.Column Inner(DataViewSchema.Column column) => _rows.Schema[column.Index];

    private sealed class Cursor(DataViewSchema schema, DataViewRowCursor rows) : DataViewRowCursor
    {
        public override DataViewSchema Schema => schema;

        public override long Position => rows.Position;

        public override long Batch => rows.Batch;

        public override bool MoveNext() => rows.MoveNext();

        public override bool IsColumnActive(DataViewSchema.Column column) => rows.IsColumnActive(rows.Schema[column.Index]);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            rows.GetGetter<TValue>(rows.Schema[column.Index]);

        public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rows.Dispose();
            base.Dispose(disposing);
        }
    }
}
