using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The padding bound to a schema: a column of sequences in, a column of dense vectors of one length out.</summary>
internal sealed class SequencePaddingMapping(
    DataViewSchema schema, SequenceColumn column, string outputColumnName, PadSequenceOptions options)
    : RowMapping(schema, column.Padded(outputColumnName, options.Length, options.PaddingValue))
{
    private readonly SequencePadder _padder = new(options.Length, column.Channels, options.Padding, options.Truncation);

    private protected override IEnumerable<int> Dependencies(int added) => [column.Input.Index];

    internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active) => [active[0] ? CreateGetter(input) : null];

    private Delegate CreateGetter(DataViewRow input) => column.ItemType.RawType switch
    {
        var raw when raw == typeof(byte) => CreateGetter<byte, uint>(input, (uint)options.PaddingValue),
        var raw when raw == typeof(ushort) => CreateGetter<ushort, uint>(input, (uint)options.PaddingValue),
        var raw when raw == typeof(uint) => CreateGetter<uint, uint>(input, (uint)options.PaddingValue),
        _ => CreateGetter<float, float>(input, options.PaddingValue),
    };

    private ValueGetter<VBuffer<TValue>> CreateGetter<TSource, TValue>(DataViewRow input, TValue paddingValue)
        where TSource : unmanaged, INumber<TSource>
        where TValue : unmanaged, INumber<TValue>
    {
        var getSequence = input.GetGetter<VBuffer<TSource>>(input.Schema[column.Input.Index]);
        VBuffer<TSource> sequence = default;
        TValue[] buffer = [];
        return (ref VBuffer<TValue> destination) =>
        {
            getSequence(ref sequence);
            var steps = typeof(TSource) == typeof(TValue) && sequence.IsDense
                ? MemoryMarshal.Cast<TSource, TValue>(sequence.GetValues())
                : Widen(sequence, ref buffer);
            if (steps.Length % column.Channels != 0)
                throw PartialStep(steps.Length);
            var editor = VBufferEditor.Create(ref destination, _padder.Size);
            _padder.Pad(steps, editor.Values, paddingValue);
            destination = editor.Commit();
        };
    }

    private InvalidDataException PartialStep(int count) => new(
        $"A row of column '{column.Input.Name}' has {count} values, which is not a whole number of steps of " +
        $"{column.Channels} channels.");

    /// <summary>The items of a vector, including the implicit zeros of a sparse one, in the output's type.</summary>
    private static ReadOnlySpan<TValue> Widen<TSource, TValue>(in VBuffer<TSource> sequence, ref TValue[] buffer)
        where TSource : unmanaged, INumber<TSource>
        where TValue : unmanaged, INumber<TValue>
    {
        if (buffer.Length < sequence.Length)
            buffer = new TValue[Math.Max(sequence.Length, 2 * buffer.Length)];
        var items = buffer.AsSpan(0, sequence.Length);
        items.Clear();

        var values = sequence.GetValues();
        var indices = sequence.GetIndices();
        for (int i = 0; i < values.Length; i++)
            items[sequence.IsDense ? i : indices[i]] = TValue.CreateTruncating(values[i]);
        return items;
    }
}
