using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// One column of a <see cref="RecordView{TRecord}"/>: its name, its type and how its value is read from a record.
/// </summary>
internal sealed class RecordColumn<TRecord>
{
    private readonly Func<Func<TRecord>, Delegate> _createGetter;

    private RecordColumn(string name, DataViewType type, DataViewSchema.Annotations? annotations,
        Func<Func<TRecord>, Delegate> createGetter)
    {
        Name = name;
        Type = type;
        Annotations = annotations;
        _createGetter = createGetter;
    }

    internal string Name { get; }

    internal DataViewType Type { get; }

    internal DataViewSchema.Annotations? Annotations { get; }

    /// <param name="name">The column's name.</param>
    /// <param name="type">A type whose raw type is <typeparamref name="TValue"/>.</param>
    /// <param name="read">Returns a record's value; called from several threads at once.</param>
    /// <param name="annotations">The column's annotations, if any.</param>
    internal static RecordColumn<TRecord> Of<TValue>(string name, DataViewType type, Func<TRecord, TValue> read,
        DataViewSchema.Annotations? annotations = null)
    {
        return new RecordColumn<TRecord>(name, type, annotations,
            current => (ValueGetter<TValue>)((ref TValue value) => value = read(current())));
    }

    /// <summary>
    /// Creates a <see cref="ValueGetter{TValue}"/> of the record that <paramref name="current"/> returns at each call.
    /// </summary>
    internal Delegate CreateGetter(Func<TRecord> current) => _createGetter(current);
}
