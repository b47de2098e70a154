using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The values of one column in the rows that a cursor has read ahead.</summary>
internal abstract class ColumnWindow
{
    /// <summary>Takes the value of the row that the input is at.</summary>
    internal abstract void Fill(int slot);

    /// <summary>A getter of the value at the slot that <paramref name="slot"/> says.</summary>
    internal abstract Delegate MakeGetter(Func<int> slot);

    internal static ColumnWindow Create(DataViewRow input, DataViewSchema.Column column, int slots)
    {
        Type raw = column.Type.RawType;
        bool isVector = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>);
        var (method, type) = isVector ? (nameof(CreateVector), raw.GenericTypeArguments[0]) : (nameof(CreateScalar), raw);
        return (ColumnWindow)typeof(ColumnWindow)
            .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [input, column, slots], null)!;
    }

    private static ColumnWindow<T> CreateScalar<T>(DataViewRow input, DataViewSchema.Column column, int slots) =>
        new(input.GetGetter<T>(column), slots);

    private static VectorWindow<T> CreateVector<T>(DataViewRow input, DataViewSchema.Column column, int slots) =>
        new(input.GetGetter<VBuffer<T>>(column), slots);

    private sealed class VectorWindow<T>(ValueGetter<VBuffer<T>> source, int slots) : ColumnWindow<VBuffer<T>>(source, slots)
    {
        // A vector is copied out: its memory here is filled again with the next window.
        private protected override void CopyOut(in VBuffer<T> value, ref VBuffer<T> result) => value.CopyTo(ref result);
    }
}

/// <summary>The values of a column of one type.</summary>
internal class ColumnWindow<T>(ValueGetter<T> source, int slots) : ColumnWindow
{
    private T[] _values = new T[Math.Min(slots, 32)];

    internal override void Fill(int slot)
    {
        if (slot >= _values.Length)
            Array.Resize(ref _values, Math.Min(slots, _values.Length * 4));
        source(ref _values[slot]);
    }

    internal override Delegate MakeGetter(Func<int> slot) => CreateGetter(slot);

    internal ValueGetter<T> CreateGetter(Func<int> slot) => (ref T result) => CopyOut(in _values[slot()], ref result);

    private protected virtual void CopyOut(in T value, ref T result) => result = value;
}
