using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Small data views, and what comes out of them.</summary>
internal static class Rows
{
    internal static IDataView OfText(MLContext mlContext, params string?[] texts) =>
        mlContext.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }));

    /// <summary>A view with a column "Tokens" of varying size whose items have this type.</summary>
    internal static IDataView Of<T>(MLContext mlContext, PrimitiveDataViewType itemType, params T[][] sequences) =>
        Of(mlContext, new VectorDataViewType(itemType), sequences);

    internal static IDataView Of<T>(MLContext mlContext, VectorDataViewType type, params T[][] sequences)
    {
        var schema = SchemaDefinition.Create(typeof(SequenceRow<T>));
        schema["Tokens"].ColumnType = type;
        return mlContext.Data.LoadFromEnumerable(
            sequences.Select(sequence => new SequenceRow<T> { Tokens = new(sequence.Length, sequence) }), schema);
    }

    internal static IDataView OfSparse<T>(MLContext mlContext, VectorDataViewType type, params VBuffer<T>[] sequences)
    {
        var schema = SchemaDefinition.Create(typeof(SequenceRow<T>));
        schema["Tokens"].ColumnType = type;
        return mlContext.Data.LoadFromEnumerable(sequences.Select(s => new SequenceRow<T> { Tokens = s }), schema);
    }

    internal static uint[][] Keys(IDataView view, string column) => Values<uint>(view, column);

    /// <summary>Every row's vector, its implicit zeros filled in.</summary>
    internal static T[][] Values<T>(IDataView view, string column)
    {
        var rows = new List<T[]>();
        using var cursor = view.GetRowCursor([view.Schema[column]]);
        var getter = cursor.GetGetter<VBuffer<T>>(view.Schema[column]);
        VBuffer<T> value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            rows.Add([.. value.DenseValues()]);
        }

        return [.. rows];
    }

    internal sealed class TextRow
    {
        public string? Text { get; set; }
    }

    internal sealed class SequenceRow<T>
    {
        public VBuffer<T> Tokens { get; set; }
    }
}
