using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>A column of one value a row, whatever its type, and the values of it that are kept.</summary>
internal abstract class ScalarColumn(DataViewSchema.Column column)
{
    private static readonly MethodInfo Creator =
        typeof(ScalarColumn).GetMethod(nameof(CreateOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    internal DataViewSchema.Column Column => column;

    /// <summary>A column of any type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or a vector.</exception>
    internal static ScalarColumn Any(DataViewSchema schema, string role, string name) => Of(schema, name, new(
        role, "a column of one value", column => !column.IsVector && column.ItemType is PrimitiveDataViewType));

    /// <summary>A column of numbers, dates or durations.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or of another type.</exception>
    internal static ScalarColumn Ordered(DataViewSchema schema, string role, string name) => Of(schema, name, new(
        role, "a number, a date or a duration",
        column => !column.IsVector && !column.IsKey && column.ItemType is NumberDataViewType or DateTimeDataViewType
            or DateTimeOffsetDataViewType or TimeSpanDataViewType));

    private static ScalarColumn Of(DataViewSchema schema, string name, ColumnRequirement requirement)
    {
        var column = requirement.Find(schema, name);
        return (ScalarColumn)Creator.MakeGenericMethod(column.Type.RawType).Invoke(null, [column])!;
    }

    /// <summary>Reads from a cursor from now on.</summary>
    internal abstract void Bind(DataViewRow row);

    /// <summary>The index of the row's value among the kept ones; a new value is added to them.</summary>
    internal abstract int IndexOfValue();

    /// <summary>Keeps the row's value.</summary>
    internal abstract void Keep();

    /// <summary>Whether the row has the kept value of this index.</summary>
    internal abstract bool IsAt(int index);

    /// <summary>Sorts indices of kept values by these values, ascending.</summary>
    /// <returns>The index of a value that another equals, or that is missing; -1 if there is none.</returns>
    internal abstract int Sort(Span<int> indices);

    /// <summary>A kept value as text.</summary>
    internal abstract string TextAt(int index);

    /// <summary>A kept value as text; that of a key is the value that it stands for, if the column has these.</summary>
    internal abstract string NameAt(int index);

    /// <summary>A column of the kept values, by the index of the record.</summary>
    internal abstract RecordColumn<TRecord> ToColumn<TRecord>(Func<TRecord, int> indexOf);

    private static ScalarColumn<T> CreateOf<T>(DataViewSchema.Column column)
        where T : notnull => new(column);
}

/// <summary>A column of a type.</summary>
internal sealed class ScalarColumn<T>(DataViewSchema.Column column) : ScalarColumn(column)
    where T : notnull
{
    private readonly List<T> _values = [];
    private readonly Dictionary<T, int> _indices = new(
        typeof(T) == typeof(ReadOnlyMemory<char>) ? (IEqualityComparer<T>)(object)new TextComparer()
            : EqualityComparer<T>.Default);

    private ValueGetter<T>? _get;
    private T _value = default!;
    private int _last; // the index that was found last: often the next row's, too
    private PrimitiveValues? _names; // of keys

    internal override void Bind(DataViewRow row) => _get = row.GetGetter<T>(Column);

    internal override int IndexOfValue()
    {
        _get!(ref _value);
        if (_last < _values.Count && _indices.Comparer.Equals(_value, _values[_last]))
            return _last;
        if (_indices.TryGetValue(_value, out int index))
            return _last = index;
        _values.Add(Owned());
        _indices.Add(_values[^1], _values.Count - 1);
        return _last = _values.Count - 1;
    }

    internal override void Keep()
    {
        _get!(ref _value);
        _values.Add(Owned());
    }

    internal override bool IsAt(int index)
    {
        _get!(ref _value);
        return _indices.Comparer.Equals(_value, _values[index]);
    }

    internal override int Sort(Span<int> indices)
    {
        T[] values = new T[indices.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _values[indices[i]];
            if (values[i] is float.NaN or double.NaN)
                return indices[i];
        }

        values.AsSpan().Sort(indices);
        for (int i = 1; i < values.Length; i++)
        {
            if (_indices.Comparer.Equals(values[i - 1], values[i]))
                return indices[i];
        }

        return -1;
    }

    internal override string TextAt(int index) => Convert.ToString(_values[index], CultureInfo.InvariantCulture) ?? "";

    internal override string NameAt(int index)
    {
        if (Column.Type is not KeyDataViewType)
            return TextAt(index);
        _names ??= PrimitiveValues.Read(Column, AnnotationKinds.KeyValues);
        // Keys are numbered from 1; 0 is missing.
        ulong key = ulong.Parse(TextAt(index), CultureInfo.InvariantCulture);
        return key > 0 && key <= (ulong)(_names?.Texts.Count ?? 0)
            ? _names!.Texts[(int)key - 1]
            : TextAt(index);
    }

    internal override RecordColumn<TRecord> ToColumn<TRecord>(Func<TRecord, int> indexOf)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(Column.Annotations, kind => kind == AnnotationKinds.KeyValues);
        return RecordColumn<TRecord>.Of(
            Column.Name, Column.Type, record => _values[indexOf(record)], annotations.ToAnnotations());
    }

    // The memory of a text is the cursor's.
    private T Owned() => _value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : _value;

    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span);
    }
}
