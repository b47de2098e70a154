using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>A column with one number of a time step or several: Single, Boolean, a key, or a vector of Single.</summary>
internal abstract class NumberColumn
{
    /// <summary>The numbers of a row.</summary>
    internal abstract int Width { get; }

    /// <summary>Finds a column of numbers.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="role">The column's role, as in messages.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="acceptsKeys">Whether truth values (0 and 1) and keys (from 1; NaN if missing) are accepted, too.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or of another type.</exception>
    internal static DataViewSchema.Column Find(DataViewSchema schema, string role, string name, bool acceptsKeys = false) =>
        Requirement(role, acceptsKeys).Find(schema, name);

    /// <summary>What the column must be.</summary>
    internal static ColumnRequirement Requirement(string role, bool acceptsKeys) => new(
        role, $"Single, {(acceptsKeys ? "Boolean, a key, " : "")}or a vector of Single of a fixed size",
        column => column.Kind != SchemaShape.Column.VectorKind.VariableVector
            && ((!column.IsKey && column.ItemType == NumberDataViewType.Single)
                || (acceptsKeys && !column.IsVector && (column.IsKey
                    ? column.ItemType == NumberDataViewType.UInt32
                    : column.ItemType == BooleanDataViewType.Instance))));

    /// <summary>The numbers of a row of the column.</summary>
    internal static int WidthOf(DataViewSchema.Column column) => column.Type is VectorDataViewType vector ? vector.Size : 1;

    /// <summary>The numbers of a row, in which they are written; called for the cursor's current row.</summary>
    internal abstract void Read(Span<float> numbers);

    internal static NumberColumn Create(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        VectorDataViewType vector => new Vector(row.GetGetter<VBuffer<float>>(column), vector.Size),
        KeyDataViewType => new Scalar<uint>(row.GetGetter<uint>(column), key => key == 0 ? float.NaN : key),
        BooleanDataViewType => new Scalar<bool>(row.GetGetter<bool>(column), truth => truth ? 1 : 0),
        _ => new Single(row.GetGetter<float>(column)),
    };

    private sealed class Single(ValueGetter<float> get) : NumberColumn
    {
        internal override int Width => 1;

        internal override void Read(Span<float> numbers) => get(ref numbers[0]);
    }

    private sealed class Scalar<T>(ValueGetter<T> get, Func<T, float> convert) : NumberColumn
    {
        private T _value = default!;

        internal override int Width => 1;

        internal override void Read(Span<float> numbers)
        {
            get(ref _value);
            numbers[0] = convert(_value);
        }
    }

    private sealed class Vector(ValueGetter<VBuffer<float>> get, int size) : NumberColumn
    {
        private VBuffer<float> _value;

        internal override int Width => size;

        internal override void Read(Span<float> numbers)
        {
            get(ref _value);
            _value.CopyTo(numbers);
        }
    }
}
