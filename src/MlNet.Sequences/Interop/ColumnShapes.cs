using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>What an estimator promises about an existing column, including annotations.</summary>
internal static class ColumnShapes
{
    internal static SchemaShape.Column Of(DataViewSchema.DetachedColumn column)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(column.Name, column.Type, column.Annotations);
        return Of(builder.ToSchema())[0];
    }

    /// <summary>The promise of a whole schema, made by ML.NET.</summary>
    internal static IReadOnlyList<SchemaShape.Column> Of(DataViewSchema schema) => [.. ShapeOf(schema)];

    /// <summary>What an estimator is told of the columns of data.</summary>
    internal static SchemaShape ShapeOf(DataViewSchema schema) => SchemaShape.Create(schema);
}
