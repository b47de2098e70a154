using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The columns that a trainer reads: sequence, label and, optionally, the example's weight.</summary>
internal sealed record RowColumns(
    string Feature, string Label, string? Weight, ColumnRequirement LabelRequirement)
{
    internal static readonly ColumnRequirement WeightRequirement = new(
        "example weight", "Single", column => !column.IsVector && column.ItemType == NumberDataViewType.Single);

    /// <summary>Checks the schema that an estimator gets before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    internal void Check(SchemaShape schema)
    {
        SequenceInput.Requirement.Find(schema, Feature);
        LabelRequirement.Find(schema, Label);
        if (Weight is not null)
            WeightRequirement.Find(schema, Weight);
    }

    /// <summary>Finds the columns in data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    internal (
        SequenceInput Input, DataViewSchema.Column Feature, DataViewSchema.Column Label, DataViewSchema.Column? Weight) Find(
        DataViewSchema schema)
    {
        var (feature, input) = SequenceInput.Of(schema, Feature);
        return (
            input, feature, LabelRequirement.Find(schema, Label), Weight is null ? null : WeightRequirement.Find(schema, Weight));
    }
}
