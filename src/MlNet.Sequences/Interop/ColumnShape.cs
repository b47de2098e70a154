using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// A column as both of ML.NET's schemas describe it: <see cref="SchemaShape"/>, before there are data, and <see
/// cref="DataViewSchema"/>. One type for both lets one rule reject a wrong column in estimators and transformers alike.
/// </summary>
internal readonly record struct ColumnShape(string Name, SchemaShape.Column.VectorKind Kind, DataViewType ItemType, bool IsKey)
{
    internal bool IsVector => Kind != SchemaShape.Column.VectorKind.Scalar;

    internal static ColumnShape Of(SchemaShape.Column column) => new(column.Name, column.Kind, column.ItemType, column.IsKey);

    internal static ColumnShape Of(DataViewSchema.Column column)
    {
        SchemaShape.GetColumnTypeShape(column.Type, out var kind, out var itemType, out bool isKey);
        return new(column.Name, kind, itemType, isKey);
    }

    /// <summary>The schema column of this shape, with the given annotation columns.</summary>
    internal SchemaShape.Column ToSchemaColumn(params SchemaShape.Column[] annotations) =>
        new(Name, Kind, ItemType, IsKey, annotations.Length == 0 ? null : new SchemaShape(annotations));

    /// <summary>The shape as in ML.NET's own messages.</summary>
    public override string ToString()
    {
        string item = IsKey ? $"Key<{ItemType}>" : ItemType.ToString() ?? "";
        return Kind switch
        {
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            SchemaShape.Column.VectorKind.VariableVector => $"VarVector<{item}>",
            _ => item,
        };
    }
}
