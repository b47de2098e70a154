using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Testing;

/// <summary>Columns of any type as text, with numbers by their bits, so that equal text means bitwise equality.</summary>
internal static class CellReader
{
    /// <summary>Reads the column's value in the cursor's current row.</summary>
    internal static Func<string> Create(DataViewRow row, DataViewSchema.Column column)
    {
        Type raw = column.Type.RawType;
        bool isVector = column.Type is VectorDataViewType;
        var method = typeof(CellReader)
            .GetMethod(isVector ? nameof(Vector) : nameof(Scalar), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (Func<string>)method.MakeGenericMethod(isVector ? raw.GenericTypeArguments[0] : raw)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column], null)!;
    }

    /// <summary>The columns' values of each row, in the view's order.</summary>
    internal static string[] Read(IDataView view, params string[] columns)
    {
        using var cursor = view.GetRowCursor([.. columns.Select(name => view.Schema[name])]);
        return Read(cursor, columns);
    }

    /// <summary>The columns' values of each row of the cursor.</summary>
    internal static string[] Read(DataViewRowCursor cursor, params string[] columns)
    {
        Func<string>[] readers = [.. columns.Select(name => Create(cursor, cursor.Schema[name]))];
        var rows = new List<string>();
        while (cursor.MoveNext())
            rows.Add(string.Join(" | ", readers.Select(read => read())));
        return [.. rows];
    }

    private static Func<string> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return Text(value);
        };
    }

    private static Func<string> Vector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            return $"[{string.Join(' ', value.DenseValues().Select(Text))}]";
        };
    }

    private static string Text<T>(T value) => value switch
    {
        float number => BitConverter.SingleToInt32Bits(number).ToString("x8", null),
        double number => BitConverter.DoubleToInt64Bits(number).ToString("x16", null),
        _ => value?.ToString() ?? "",
    };
}
