using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The two columns of a tokenizer: texts in, vectors of keys out.</summary>
internal sealed record TokenColumns(string Output, string Input)
{
    internal static ColumnRequirement InputRequirement { get; } = new(
        "input", "Text, one per row",
        column => column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType == TextDataViewType.Instance);

    /// <summary>The columns as a user names them: an omitted input has the output's name.</summary>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    internal static TokenColumns Named(string outputColumnName, string? inputColumnName) =>
        new(outputColumnName, InputColumn.NameOf(outputColumnName, inputColumnName));

    /// <summary>The schema with the output column added, as known before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or isn't Text.</exception>
    internal SchemaShape Promise(SchemaShape inputSchema)
    {
        InputRequirement.Find(inputSchema, Input);
        var tokens = new ColumnShape(
            AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, IsKey: false);
        var keys = new ColumnShape(Output, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.UInt32, IsKey: true);
        return new([.. inputSchema.Where(column => column.Name != Output), keys.ToSchemaColumn(tokens.ToSchemaColumn())]);
    }
}
