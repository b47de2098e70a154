using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>A column with its annotations and their values as text, so that a difference can be read.</summary>
internal static class ColumnText
{
    internal static string Describe(DataViewSchema.Column column) => $"{column.Name} {column.Type}" + string.Concat(
        column.Annotations.Schema.OrderBy(a => a.Name, StringComparer.Ordinal)
        .Select(a => $"\n  {a.Name} {a.Type} {Value(column, a)}"));

    private static string Value(DataViewSchema.Column column, DataViewSchema.Column annotation)
    {
        if (annotation.Type is VectorDataViewType { ItemType: var item })
            return string.Join(", ", item is TextDataViewType ? Values<ReadOnlyMemory<char>>() : Values<float>());
        if (annotation.Type is TextDataViewType)
            return Get<ReadOnlyMemory<char>>().ToString();
        return annotation.Type is BooleanDataViewType ? $"{Get<bool>()}" : $"{Get<uint>()}";

        IEnumerable<string> Values<T>() => Get<VBuffer<T>>().DenseValues().Select(value => $"{value}");

        T Get<T>()
        {
            T value = default!;
            column.Annotations.GetValue(annotation.Name, ref value);
            return value;
        }
    }
}
