using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Plots;

/// <summary>Reads columns of scored data into lists, in one pass.</summary>
internal static class ScoredColumns
{
    // ML.NET's annotation, which the library also reads from labels.
    private const string LabelValues = "TrainingLabelValues";

    /// <exception cref="ArgumentException">
    /// A column is missing or has another type; the message has its parameter, its name and the existing columns.
    /// </exception>
    internal static (List<TValue> Values, List<TLabel> Labels) Read<TValue, TLabel>(
        IDataView data, string valueName, string valueParameter, string labelName, string labelParameter)
    {
        ArgumentNullException.ThrowIfNull(data);
        var value = Find(data, valueName, valueParameter, typeof(TValue));
        var label = Find(data, labelName, labelParameter, typeof(TLabel));
        var (values, labels) = (new List<TValue>(), new List<TLabel>());
        using var cursor = data.GetRowCursor([value, label]);
        var getValue = cursor.GetGetter<TValue>(value);
        var getLabel = cursor.GetGetter<TLabel>(label);
        var (readValue, readLabel) = (default(TValue)!, default(TLabel)!);
        while (cursor.MoveNext())
        {
            getValue(ref readValue);
            getLabel(ref readLabel);
            values.Add(readValue);
            labels.Add(readLabel);
        }

        return (values, labels);
    }

    /// <exception cref="ArgumentException">The column does not exist.</exception>
    internal static DataViewSchema.Column Find(IDataView data, string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        return data.Schema.GetColumnOrNull(name) ?? throw new ArgumentException(
            $"The data must have the column that {parameter} names; received '{name}', and there are " +
            $"{ShownNames.List([.. data.Schema.Select(c => c.Name)])}." +
            $"{ShownNames.Suggest(name, data.Schema.Select(c => c.Name))} Name one of these, or score the data first.",
            parameter);
    }

    /// <summary>A label column's names of false and true, if it has two.</summary>
    internal static IReadOnlyList<string>? ClassNames(IDataView data, string labelName)
    {
        var annotations = data.Schema[labelName].Annotations;
        if (annotations.Schema.GetColumnOrNull(LabelValues) is not
            {
                Type: VectorDataViewType { ItemType: TextDataViewType, Size: 2 },
            })
            return null;
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        annotations.GetValue(LabelValues, ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static DataViewSchema.Column Find(IDataView data, string name, string parameter, Type type)
    {
        var column = Find(data, name, parameter);
        return column.Type is PrimitiveDataViewType and not KeyDataViewType && column.Type.RawType == type
            ? column
            : throw new ArgumentException(
            $"The column that {parameter} names must be of type {(type == typeof(bool) ? "Boolean" : "Single")}; received " +
            $"'{name}' of type {column.Type}. Name another column, or convert this one.", parameter);
    }
}
