using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// A column of forecasts, or of their bounds: a vector of Single, the steps ahead one after another, each with all targets.
/// </summary>
internal static class ForecastColumn
{
    /// <summary>The annotation with the probability of the bounds, Single.</summary>
    internal const string ConfidenceLevel = "ConfidenceLevel";

    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    internal static DataViewSchema.Column Find(DataViewSchema schema, string role, string name) => new ColumnRequirement(
        role, "a vector of Single of a fixed size, with the steps ahead", column => !column.IsKey
            && column.Kind == SchemaShape.Column.VectorKind.Vector && column.ItemType == NumberDataViewType.Single)
        .Find(schema, name);

    /// <summary>The number of steps ahead.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The forecasts are of another number of targets.</exception>
    internal static int HorizonOf(DataViewSchema.Column forecast, int targets, string label)
    {
        var type = (VectorDataViewType)forecast.Type;
        if (type.Size % targets != 0 || (type.Dimensions.Length == 2 && type.Dimensions[1] != targets))
            throw new ArgumentOutOfRangeException(
                nameof(forecast), $"The forecasts in '{forecast.Name}' must have a value for each of the {targets} numbers of " +
                $"'{label}', for each step; received {type}. Name the column that was forecast.");
        return type.Size / targets;
    }

    /// <summary>The probability of the bounds; null if the column does not tell.</summary>
    internal static double? LevelOf(DataViewSchema.Column bound)
    {
        if (bound.Annotations.Schema.GetColumnOrNull(ConfidenceLevel)?.Type != NumberDataViewType.Single)
            return null;
        float level = 0;
        bound.Annotations.GetValue(ConfidenceLevel, ref level);
        return (double)(decimal)level; // 0.9, not 0.8999999761581421
    }
}
