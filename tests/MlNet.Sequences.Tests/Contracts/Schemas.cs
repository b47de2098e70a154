using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Schemas as text, annotations of annotations included, so that a difference can be read.</summary>
internal static class Schemas
{
    /// <summary>What an estimator promises, column by column.</summary>
    internal static string Describe(SchemaShape schema) => Describe(schema, "");

    /// <summary>What a transformer delivers, in the same words.</summary>
    internal static string Describe(DataViewSchema schema) => Describe(new SchemaShape(ColumnShapes.Of(schema)));

    private static string Describe(SchemaShape schema, string indent) => string.Concat(schema
        .OrderBy(column => column.Name, StringComparer.Ordinal)
        .Select(column => $"{indent}{column.Name}: {ColumnShape.Of(column)}\n{Describe(column.Annotations, indent + "  ")}"));
}
