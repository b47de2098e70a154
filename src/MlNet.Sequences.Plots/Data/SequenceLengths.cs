using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Plots;

/// <summary>The lengths of a column's sequences.</summary>
internal static class SequenceLengths
{
    private static readonly MethodInfo OfVectors = typeof(SequenceLengths)
        .GetMethod(nameof(ReadVectors), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <exception cref="ArgumentException">The column does not exist, or has neither vectors nor texts.</exception>
    internal static List<int> Read(IDataView data, string columnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        var column = ScoredColumns.Find(data, columnName, nameof(columnName));
        return column.Type switch
        {
            VectorDataViewType vector => (List<int>)OfVectors.MakeGenericMethod(vector.ItemType.RawType)
                .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [data, column, vector.ItemType is KeyDataViewType], null)!,
            TextDataViewType => ReadTexts(data, column),
            var type => throw new ArgumentException(
                $"The column that columnName names must contain sequences or texts; received '{columnName}' of type {type}. " +
                "Name another column.", nameof(columnName)),
        };
    }

    // Padding is the missing key, 0: the length of a padded sequence excludes padding.
    private static List<int> ReadVectors<T>(IDataView data, DataViewSchema.Column column, bool areKeys)
        where T : struct
    {
        var lengths = new List<int>();
        using var cursor = data.GetRowCursor([column]);
        var get = cursor.GetGetter<VBuffer<T>>(column);
        var vector = default(VBuffer<T>);
        while (cursor.MoveNext())
        {
            get(ref vector);
            lengths.Add(areKeys ? vector.GetValues().Length - vector.GetValues().Count(default(T)) : vector.Length);
        }

        return lengths;
    }

    private static List<int> ReadTexts(IDataView data, DataViewSchema.Column column)
    {
        var lengths = new List<int>();
        using var cursor = data.GetRowCursor([column]);
        var get = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        var text = default(ReadOnlyMemory<char>);
        while (cursor.MoveNext())
        {
            get(ref text);
            lengths.Add(Words(text.Span));
        }

        return lengths;
    }

    private static int Words(ReadOnlySpan<char> text)
    {
        int words = 0;
        bool inWord = false;
        foreach (char c in text)
        {
            bool isSpace = char.IsWhiteSpace(c);
            words += !isSpace && !inWord ? 1 : 0;
            inWord = !isSpace;
        }

        return words;
    }
}
