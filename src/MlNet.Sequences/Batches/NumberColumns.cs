using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Problems of a numeric column that its type does not show: padding that is no longer marked, and slots that are not time steps.
/// </summary>
internal static class NumberColumns
{
    /// <summary>A vector of one channel with more slots than this is more likely a bag of features than a sequence.</summary>
    internal const int MostLikelySteps = 2_000;

    /// <exception cref="InvalidOperationException">Padding would be treated as data.</exception>
    internal static void CheckPadding(IDataView view, string columnName)
    {
        if (DescribeLostPadding(view, columnName) is { } lost)
            throw new InvalidOperationException(lost);
    }

    /// <summary>Describes where padding became ordinary numbers, with the remedy; null if it did not.</summary>
    internal static string? DescribeLostPadding(IDataView view, string columnName)
    {
        if (view.Schema.GetColumnOrNull(columnName) is not { } column
            || ColumnLineage.FindLostPadding(view, column) is not { } lost)
            return null;
        string remedy = float.IsNaN(lost.PaddingValue)
            ? "replace missing values before PadSequence"
            : "set PadSequenceOptions.PaddingValue to float.NaN, which normalizers and conversions leave unchanged and " +
            "networks mask, or " +
                "put the step before PadSequence";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Padding must be distinguishable from numbers: column '{columnName}' is made from '{lost.Column}', which " +
            $"PadSequence padded with {lost.PaddingValue}, and {lost.Step} after it drops the padding annotation, so padding " +
            $"would count as time steps. To keep it masked, {remedy}.");
    }

    /// <summary>A warning if the slots of a vector are unlikely to be time steps; null if they may be.</summary>
    internal static string? WarnOfTimelessSlots(DataViewSchema.Column column, SequenceInput input)
    {
        if (input.IsTokens || input.Channels != 1 || column.Type is not VectorDataViewType { Size: var size })
            return null;
        string[] names = [
            .. PrimitiveValues.Read(column, ScoreAnnotations.SlotNames)?.Texts.Where(name => name.Length > 0).Take(3) ?? []];
        string? sign = names.Length > 0 ? $"its slots have names ({string.Join(", ", names.Select(name => $"'{name}'"))}, …)"
            : size > MostLikelySteps ? "it has very many" : null;
        return sign is null ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"Feature column '{column.Name}' is read as {size} time steps of one number each, but {sign}: a vector of " +
            $"features, such as ") +
            "FeaturizeText, OneHotEncoding or Concatenate makes, has no order in time, and a network learns little from it. " +
            "For texts use TokenizeIntoWordsAsKeys and PadSequence; for features without time one of ML.NET's own trainers. " +
            "If the slots are time steps in order, ignore this.";
    }
}
