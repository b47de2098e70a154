using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The annotations by which <c>Evaluate</c>, <c>CrossValidate</c> and the calibrators recognize score columns, under ML.NET's own
/// names.
/// </summary>
internal static class ScoreAnnotations
{
    internal const string BinaryClassification = AnnotationUtils.Const.ScoreColumnKind.BinaryClassification;
    internal const string MulticlassClassification = AnnotationUtils.Const.ScoreColumnKind.MulticlassClassification;
    internal const string Regression = AnnotationUtils.Const.ScoreColumnKind.Regression;
    internal const string Score = AnnotationUtils.Const.ScoreValueKind.Score;
    internal const string Probability = AnnotationUtils.Const.ScoreValueKind.Probability;
    internal const string PredictedLabel = AnnotationUtils.Const.ScoreValueKind.PredictedLabel;

    /// <summary>The names of a vector's slots, texts.</summary>
    internal const string SlotNames = AnnotationUtils.Kinds.SlotNames;

    /// <summary>The key values of the label that the scores of a vector are for.</summary>
    internal const string TrainingLabelValues = AnnotationUtils.Kinds.TrainingLabelValues;

    /// <summary>The annotations of one column of a score set.</summary>
    /// <param name="columnKind">The task, such as <see cref="BinaryClassification"/>.</param>
    /// <param name="valueKind">What the column holds, such as <see cref="Score"/>.</param>
    /// <param name="setId">A number that the columns of one set share and no other column in the schema has.</param>
    /// <param name="addMore">Adds annotations that only some columns have.</param>
    internal static DataViewSchema.Annotations Of(
        string columnKind, string valueKind, uint setId, Action<DataViewSchema.Annotations.Builder>? addMore = null)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreColumnSetId, AnnotationUtils.ScoreColumnSetIdType, setId);
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreColumnKind, TextDataViewType.Instance, columnKind.AsMemory());
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
        addMore?.Invoke(builder);
        return builder.ToAnnotations();
    }

    /// <summary>The task that a score column is of, as <see cref="BinaryClassification"/>; empty where it does not say.</summary>
    internal static string KindOf(DataViewSchema.Column column)
    {
        var kind = default(ReadOnlyMemory<char>);
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.ScoreColumnKind)?.Type is TextDataViewType)
            column.Annotations.GetValue(AnnotationUtils.Kinds.ScoreColumnKind, ref kind);
        return kind.ToString();
    }

    /// <summary>The classes that the scores of a vector are for: their names, else their numbers from 1 on.</summary>
    internal static IReadOnlyList<string> ClassNamesOf(DataViewSchema.Column score, int classes) =>
        ((string[])[TrainingLabelValues, SlotNames]).Select(kind => PrimitiveValues.Read(score, kind)?.Texts)
            .FirstOrDefault(names => names?.Count == classes)
        ?? [.. Enumerable.Range(1, classes).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Marks a column's values as being between 0 and 1.</summary>
    internal static void AddIsNormalized(DataViewSchema.Annotations.Builder builder) =>
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);

    /// <summary>The first number that no score set in the schema has.</summary>
    internal static uint NextSetId(DataViewSchema schema) =>
        schema.GetMaxAnnotationKind(out _, AnnotationUtils.Kinds.ScoreColumnSetId) + 1;
}
