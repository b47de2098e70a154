using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The columns of a tokenizer: texts in, vectors of keys out.</summary>
/// <param name="Output">The column with the keys.</param>
/// <param name="Input">The column with the texts.</param>
/// <param name="SecondInput">The column with the second text of each pair, or null.</param>
internal sealed record TokenColumns(string Output, string Input, string? SecondInput = null)
{
    internal static ColumnRequirement InputRequirement { get; } = new(
        "input", "Text, one per row",
        column => column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType == TextDataViewType.Instance);

    /// <summary>The columns as a user names them: an omitted input has the output's name.</summary>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    internal static TokenColumns Named(string outputColumnName, string? inputColumnName) =>
        new(outputColumnName, InputColumn.NameOf(outputColumnName, inputColumnName));

    /// <summary>Checks that the columns with texts are there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or isn't Text.</exception>
    internal void Check(DataViewSchema schema)
    {
        InputRequirement.Find(schema, Input);
        if (SecondInput is not null)
            InputRequirement.Find(schema, SecondInput);
    }

    /// <summary>The schema with the output column added, as known before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or isn't Text.</exception>
    internal SchemaShape Promise(SchemaShape inputSchema)
    {
        InputRequirement.Find(inputSchema, Input);
        if (SecondInput is not null)
            InputRequirement.Find(inputSchema, SecondInput);
        var tokens = new ColumnShape(
            AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, IsKey: false);
        var keys = new ColumnShape(Output, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.UInt32, IsKey: true);
        return new([.. inputSchema.Where(column => column.Name != Output), keys.ToSchemaColumn(tokens.ToSchemaColumn())]);
    }
}
