using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A stage's requirement for an input column, and the one place that reports how a column violates it.
/// </summary>
/// <param name="Role">The column's role in the stage, as in messages: "input", "label", "feature".</param>
/// <param name="Expected">The types that are accepted, in words.</param>
/// <param name="Accepts">Whether a column of this shape is accepted.</param>
internal sealed record ColumnRequirement(string Role, string Expected, Func<ColumnShape, bool> Accepts)
{
    /// <summary>Finds the column in the schema that an estimator gets before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    internal SchemaShape.Column Find(SchemaShape schema, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (!schema.TryFindColumn(name, out var column))
            throw Missing(name, [.. schema.Select(c => c.Name)]);
        Check(ColumnShape.Of(column));
        return column;
    }

    /// <summary>Finds the column in the schema of data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    internal DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.GetColumnOrNull(name) is not { } column)
            throw Missing(name, [.. schema.Where(c => !c.IsHidden).Select(c => c.Name)]);
        Check(ColumnShape.Of(column));
        return column;
    }

    private void Check(ColumnShape schema)
    {
        if (!Accepts(schema))
            throw new ArgumentOutOfRangeException(
                nameof(schema), $"Schema mismatch for {Role} column '{schema.Name}': expected {Expected}, got {schema}.");
    }

    private ArgumentOutOfRangeException Missing(string name, IReadOnlyList<string> schema) => new(
        nameof(schema),
        $"Could not find {Role} column '{name}': expected {Expected}.{ShownNames.Suggest(name, schema)} The columns are: " +
        $"{ShownNames.List(schema)}.");
}
