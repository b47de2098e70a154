using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The values of one column in rows that were read ahead, in reused memory.</summary>
internal abstract class ColumnWindow
{
    /// <summary>The number of rows.</summary>
    internal int Count { get; private protected set; }

    /// <summary>Appends the value of the input's current row; returns its size: items, characters, or 1.</summary>
    internal abstract int Append();

    /// <summary>Records that the row has no value; reading it throws.</summary>
    internal abstract void AppendFailure(ExceptionDispatchInfo failure);

    internal abstract void Clear();

    /// <summary>A getter of the value at the slot that <paramref name="slot"/> returns.</summary>
    internal abstract Delegate MakeGetter(Func<int> slot);

    internal static ColumnWindow Create(DataViewRow input, DataViewSchema.Column column) =>
        Create(column.Type.RawType, nameof(OfColumn), [input, column]);

    /// <param name="type">The column's type.</param>
    /// <param name="getter">A getter of that type's values.</param>
    internal static ColumnWindow Create(DataViewType type, Delegate getter) => Create(type.RawType, nameof(OfGetter), [getter]);

    internal static ColumnWindow<T> Create<T>(ValueGetter<T> source) =>
        (ColumnWindow<T>)Create(typeof(T), nameof(OfGetter), [source]);

    private static ColumnWindow Create(Type raw, string method, object[] arguments)
    {
        Type window = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? typeof(VectorWindow<>).MakeGenericType(raw.GenericTypeArguments)
            : typeof(ScalarWindow<>).MakeGenericType(raw);
        return (ColumnWindow)typeof(ColumnWindow)
            .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(raw)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [window, .. arguments], null)!;
    }

    private static ColumnWindow<T> OfColumn<T>(Type window, DataViewRow input, DataViewSchema.Column column) =>
        OfGetter(window, input.GetGetter<T>(column));

    private static ColumnWindow<T> OfGetter<T>(Type window, ValueGetter<T> source) =>
        (ColumnWindow<T>)Activator.CreateInstance(
            window, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, [source], null)!;

    private sealed class ScalarWindow<T>(ValueGetter<T> source) : ColumnWindow<T>
    {
        private T[] _values = [];
        private T? _row;

        internal override int Append()
        {
            source(ref _row!);
            AddOne(ref _values, Count, _row);
            Count++;
            // boxes nothing
            return typeof(T) == typeof(ReadOnlyMemory<char>) ? Unsafe.As<T, ReadOnlyMemory<char>>(ref _row!).Length : 1;
        }

        private protected override void AppendNothing() => AddOne(ref _values, Count++, default!);

        private protected override void CopyValue(int slot, ref T result) => result = _values[slot];
    }

    /// <summary>
    /// Vectors in one contiguous array. Separate arrays would each grow to the longest vector ever stored there, and together
    /// they could fill the memory.
    /// </summary>
    private sealed class VectorWindow<T>(ValueGetter<VBuffer<T>> source) : ColumnWindow<VBuffer<T>>
    {
        private VBuffer<T> _row;
        private T[] _values = [];
        private int[] _indices = [];
        private Vector[] _vectors = [];
        private int _valueCount;
        private int _indexCount;

        internal override int Append()
        {
            source(ref _row);
            var values = _row.GetValues();
            var indices = _row.GetIndices();
            Add(ref _values, _valueCount, values);
            Add(ref _indices, _indexCount, indices);
            AddOne(ref _vectors, Count, new Vector(_row.Length, _valueCount, values.Length, _indexCount, _row.IsDense));
            _valueCount += values.Length;
            _indexCount += indices.Length;
            Count++;
            return Math.Max(1, values.Length);
        }

        internal override void Clear()
        {
            base.Clear();
            (_valueCount, _indexCount) = (0, 0);
        }

        private protected override void AppendNothing() => AddOne(ref _vectors, Count++, default(Vector));

        // A vector is copied: its memory here is reused.
        private protected override void CopyValue(int slot, ref VBuffer<T> result)
        {
            var vector = _vectors[slot];
            var editor = vector.IsDense
                ? VBufferEditor.Create(ref result, vector.Length)
                : VBufferEditor.Create(ref result, vector.Length, vector.Count);
            _values.AsSpan(vector.Start, vector.Count).CopyTo(editor.Values);
            if (!vector.IsDense)
                _indices.AsSpan(vector.IndexStart, vector.Count).CopyTo(editor.Indices);
            result = editor.Commit();
        }

        private readonly record struct Vector(int Length, int Start, int Count, int IndexStart, bool IsDense);
    }
}

/// <summary>The values of a column of one type.</summary>
internal abstract class ColumnWindow<T> : ColumnWindow
{
    private Dictionary<int, ExceptionDispatchInfo>? _failures;

    internal override void AppendFailure(ExceptionDispatchInfo failure)
    {
        (_failures ??= [])[Count] = failure;
        AppendNothing();
    }

    internal override void Clear() => (Count, _failures) = (0, null);

    internal override Delegate MakeGetter(Func<int> slot) => CreateGetter(slot);

    internal ValueGetter<T> CreateGetter(Func<int> slot) => (ref T result) => CopyOut(slot(), ref result);

    internal void CopyOut(int slot, ref T result)
    {
        if (_failures?.GetValueOrDefault(slot) is { } failure)
            failure.Throw();
        CopyValue(slot, ref result);
    }

    private protected abstract void AppendNothing();

    private protected abstract void CopyValue(int slot, ref T result);

    private protected static void AddOne<TItem>(ref TItem[] array, int count, TItem item) =>
        Add(ref array, count, new ReadOnlySpan<TItem>(in item));

    private protected static void Add<TItem>(ref TItem[] array, int count, ReadOnlySpan<TItem> items)
    {
        int needed = checked(count + items.Length);
        if (needed > array.Length)
            Array.Resize(ref array, (int)Math.Min(Array.MaxLength, Math.Max(needed, Math.Max(32, 2L * array.Length))));
        items.CopyTo(array.AsSpan(count));
    }
}
