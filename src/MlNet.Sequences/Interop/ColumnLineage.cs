using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>A padded column, and the later step that changed its numbers and dropped the padding annotation.</summary>
/// <param name="Column">The padded column.</param>
/// <param name="PaddingValue">The padding value.</param>
/// <param name="Step">The step, by ML.NET's name: "NormalizingTransformer".</param>
internal sealed record LostPadding(string Column, float PaddingValue, string Step);

/// <summary>Where the values of a column come from, as far as ML.NET's views and ours reveal it.</summary>
internal static class ColumnLineage
{
    /// <summary>
    /// Finds padding that became ordinary numbers: the column has no padding annotation, but one that it is made from does.
    /// Padding of NaN is still NaN after most steps, and is found if missing values were replaced. Null if there is none.
    /// </summary>
    internal static LostPadding? FindLostPadding(IDataView view, DataViewSchema.Column column) =>
        PaddingValueOf(column) is null && column.Type is VectorDataViewType { Size: > 0 } type
            ? Find(view, column, type.Size, replacedBy: null, [])
            : null;

    /// <summary>The padding value in a column's annotation; null without one.</summary>
    internal static float? PaddingValueOf(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.PaddingValue) is not { } annotation
            || annotation.Type != NumberDataViewType.Single)
            return null;
        float value = float.NaN;
        column.Annotations.GetValue(AnnotationKinds.PaddingValue, ref value);
        return value;
    }

    private static LostPadding? Find(
        IDataView view, DataViewSchema.Column column, int size, string? replacedBy, HashSet<(IDataView View, int Column)> seen)
    {
        if (!seen.Add((view, column.Index)))
            return null; // foreign views may refer to each other
        string step = NameOf(view);
        if (step.Contains("MissingValueReplacing", StringComparison.Ordinal))
            replacedBy = step;
        foreach (var (source, origin) in OriginsOf(view, column))
        {
            // A vector shorter than the padded one is no longer the same sequence.
            if (PaddingValueOf(origin) is { } value && origin.Type is VectorDataViewType padded && padded.Size <= size)
                return !float.IsNaN(value) ? new(origin.Name, value, step)
                    : replacedBy is not null ? new(origin.Name, value, replacedBy)
                    : null;
            if (Find(source, origin, size, replacedBy, seen) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>The columns that a column of a view is made from, in the views under it.</summary>
    private static IEnumerable<(IDataView Source, DataViewSchema.Column Column)> OriginsOf(
        IDataView view, DataViewSchema.Column column) =>
        view switch
        {
            ChainedView chained => chained.SourceColumnsFor(column).Select(origin => (chained.Source, origin)),
            IDataTransform transform and IRowToRowMapper mapper =>
                mapper.GetDependencies([column]).Select(origin => (transform.Source, transform.Source.Schema[origin.Index])),
            IDataTransform transform => OfName([transform.Source], column.Name),
            _ => OfName(ViewsIn(view), column.Name),
        };

    private static IEnumerable<(IDataView, DataViewSchema.Column)> OfName(IEnumerable<IDataView> views, string name) =>
        views.Where(view => view.Schema.GetColumnOrNull(name) is not null).Select(view => (view, view.Schema[name]));

    // Cached views, appended views and the like pass columns through by name, and keep their sources in fields.
    private static IEnumerable<IDataView> ViewsIn(IDataView view) => view.GetType()
        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Select(field => field.GetValue(view))
        .SelectMany(value => value switch
        {
            IDataView one => [one],
            IDataView[] several => several,
            _ => Array.Empty<IDataView>(),
        });

    // ML.NET's mappers are nested in the transformers that make them.
    private static string NameOf(IDataView view)
    {
        var mapper = view.GetType().GetField("_mapper", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(view);
        return (mapper?.GetType().DeclaringType ?? view.GetType()).Name;
    }
}
