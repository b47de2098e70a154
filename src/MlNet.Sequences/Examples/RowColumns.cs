using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The columns that a trainer reads: sequence, label and, optionally, the example's weight and the sampling key.
/// </summary>
internal sealed record RowColumns(
    string Feature, string Label, string? Weight, ColumnRequirement LabelRequirement)
{
    /// <summary>The column whose equal values are held out together; null if rows are independent.</summary>
    internal string? SamplingKey { get; init; }

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
        if (SamplingKey is not null)
            Sequences.SamplingKey.Requirement.Find(schema, SamplingKey);
    }

    /// <summary>Finds the sampling key in data; null if there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a wrong type.</exception>
    internal DataViewSchema.Column? FindSamplingKey(DataViewSchema schema) =>
        SamplingKey is null ? null : Sequences.SamplingKey.Requirement.Find(schema, SamplingKey);

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
