using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Reads a column of Single, or of vectors of Single of a fixed size, row by row.</summary>
internal sealed class NumbersOfRow
{
    private readonly ValueGetter<float>? _getOne;
    private readonly ValueGetter<VBuffer<float>>? _getAll;
    private readonly float[] _values;
    private VBuffer<float> _vector;

    internal NumbersOfRow(DataViewRow row, DataViewSchema.Column column)
    {
        _values = new float[WidthOf(column)];
        if (column.Type is VectorDataViewType)
            _getAll = row.GetGetter<VBuffer<float>>(column);
        else
            _getOne = row.GetGetter<float>(column);
    }

    /// <summary>The numbers of each row in a column.</summary>
    internal static int WidthOf(DataViewSchema.Column column) => column.Type is VectorDataViewType vector ? vector.Size : 1;

    /// <summary>Finds a column of Single, or of vectors of Single of a fixed size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    internal static DataViewSchema.Column Find(DataViewSchema schema, string role, string name) => new ColumnRequirement(
        role, "Single, or a vector of Single of a fixed size", column => !column.IsKey
            && column.ItemType == NumberDataViewType.Single
            && column.Kind != SchemaShape.Column.VectorKind.VariableVector).Find(schema, name);

    /// <summary>The numbers of the current row, until the next call.</summary>
    internal ReadOnlySpan<float> Read()
    {
        if (_getOne is not null)
            _getOne(ref _values[0]);
        else
        {
            _getAll!(ref _vector);
            _vector.CopyTo(_values);
        }

        return _values;
    }
}
