using System.Reflection;
using Microsoft.ML;

namespace MlNet.Sequences.Testing;

/// <summary>Schemas as text, including nested annotations, so that differences are readable.</summary>
internal static class Schemas
{
    // ML.NET creates the promise of an existing schema with this internal method.
    private static readonly MethodInfo CreateMethod = typeof(SchemaShape).GetMethod(
        "Create", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(DataViewSchema)])
        ?? throw new MissingMethodException(nameof(SchemaShape), "Create");

    /// <summary>The promise of an existing schema.</summary>
    internal static SchemaShape Promise(DataViewSchema schema) => (SchemaShape)CreateMethod.Invoke(null, [schema])!;

    /// <summary>What a transformer delivers, in the same form as what an estimator promises.</summary>
    internal static string Describe(DataViewSchema schema) => Describe(Promise(schema));

    /// <summary>What an estimator promises, column by column.</summary>
    internal static string Describe(SchemaShape schema, string indent = "") => string.Concat(schema
        .OrderBy(column => column.Name, StringComparer.Ordinal)
        .Select(column => $"{indent}{column.Name}: {TypeOf(column)}\n{Describe(column.Annotations, indent + "  ")}"));

    private static string TypeOf(SchemaShape.Column column)
    {
        string item = column.IsKey ? $"Key<{column.ItemType}>" : $"{column.ItemType}";
        return column.Kind == SchemaShape.Column.VectorKind.Scalar ? item : $"{column.Kind}<{item}>";
    }
}
