using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Reads a row's sequence into a buffer without its padding: the one encoder of training, validation and scoring. Padding is a
/// missing key at any position, a step of missing numbers (NaN), or, at either end of a padded column of numbers, steps of its
/// padding value; so a sequence is the same however long it was padded, and on whichever side.
/// </summary>
internal abstract class SequenceReader
{
    private int[] _slots = [];

    /// <summary>
    /// Appends the row's sequence; the caller ends it. False if a step is partly missing, which makes the row unusable.
    /// </summary>
    internal abstract bool ReadInto(SequenceBuffer buffer);

    /// <summary>The slots of the row that was read last, those of padding included.</summary>
    internal abstract int SlotCount { get; }

    /// <summary>The slot of each step of the row that was read last, ascending, until the next is read.</summary>
    internal ReadOnlySpan<int> Slots()
    {
        if (_slots.Length < SlotCount)
            _slots = new int[SlotCount];
        return _slots.AsSpan(0, FindSlots(_slots));
    }

    /// <summary>Writes the slots of the true steps, and returns how many there are.</summary>
    private protected abstract int FindSlots(Span<int> slots);

    internal static SequenceReader Create(DataViewRow row, DataViewSchema.Column column, SequenceInput input)
    {
        if (!input.IsTokens)
            return new NumberReader(
                row.GetGetter<VBuffer<float>>(column), input.Channels, ColumnLineage.PaddingValueOf(column) ?? float.NaN);

        Type raw = ((VectorDataViewType)column.Type).ItemType.RawType;
        return raw switch
        {
            _ when raw == typeof(uint) => Tokens<uint>(),
            _ when raw == typeof(ushort) => Tokens<ushort>(),
            _ when raw == typeof(byte) => Tokens<byte>(),
            _ when raw == typeof(ulong) => Tokens<ulong>(),
            _ => throw new InvalidOperationException(
                $"Keys of type {raw} are unknown: ML.NET has Byte, UInt16, UInt32 and UInt64."),
        };

        TokenReader<T> Tokens<T>()
            where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T> =>
            new(row.GetGetter<VBuffer<T>>(column), T.CreateChecked(input.VocabularySize));
    }

    private sealed class TokenReader<T>(ValueGetter<VBuffer<T>> getter, T greatest) : SequenceReader
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        private VBuffer<T> _row;

        internal override int SlotCount => _row.Length;

        internal override bool ReadInto(SequenceBuffer buffer)
        {
            getter(ref _row);
            ReadOnlySpan<T> keys = _row.GetValues(); // values that a sparse vector omits are missing, and so padding

            // Whole spans at a time: before the JIT optimizes loops, in a process's first second, this is many times as fast.
            if (keys.IndexOfAnyExceptInRange(T.Zero, greatest) is >= 0 and var wrong)
                throw new InvalidDataException($"A token has the key {keys[wrong]}, and the column's keys end at {greatest}.");
            keys = keys.Trim(T.Zero);
            var target = buffer.AppendTokens(keys.Length - keys.Count(T.Zero));
            if (typeof(T) == typeof(uint) && target.Length == keys.Length)
            {
                MemoryMarshal.Cast<T, int>(keys).CopyTo(target); // no key exceeds an int
                return true;
            }

            int at = 0;
            foreach (T key in keys)
            {
                if (!T.IsZero(key))
                    target[at++] = int.CreateTruncating(key);
            }

            return true;
        }

        private protected override int FindSlots(Span<int> slots)
        {
            int count = 0;
            foreach (var (slot, key) in _row.Items())
            {
                if (!T.IsZero(key))
                    slots[count++] = slot;
            }

            return count;
        }
    }

    private sealed class NumberReader(ValueGetter<VBuffer<float>> getter, int channels, float padding) : SequenceReader
    {
        private VBuffer<float> _row;
        private float[] _dense = [];

        internal override int SlotCount => _row.Length / channels;

        internal override bool ReadInto(SequenceBuffer buffer)
        {
            getter(ref _row);
            if (_row.Length % channels != 0)
                throw new InvalidDataException(
                    $"A sequence of {_row.Length} numbers can't be cut into time steps of {channels}.");

            _row.CopyTo(Dense());
            bool whole = true;
            var (from, to) = Ends();
            for (int slot = from; slot < to; slot++)
            {
                var step = Step(slot);
                if (!step.ContainsAnyExcept(float.NaN))
                    continue;
                whole &= !step.Contains(float.NaN);
                step.CopyTo(buffer.AppendValues(channels));
            }

            return whole;
        }

        private protected override int FindSlots(Span<int> slots)
        {
            int count = 0;
            var (from, to) = Ends();
            for (int slot = from; slot < to; slot++)
            {
                if (Step(slot).ContainsAnyExcept(float.NaN))
                    slots[count++] = slot;
            }

            return count;
        }

        // Where the steps begin and end that are not padding of a padded column.
        private (int From, int To) Ends()
        {
            int from = 0, to = SlotCount;
            while (from < to && IsPadding(Step(from)))
                from++;
            while (to > from && IsPadding(Step(to - 1)))
                to--;
            return (from, to);
        }

        // [channels]
        private ReadOnlySpan<float> Step(int slot) => _dense.AsSpan(slot * channels, channels);

        private bool IsPadding(ReadOnlySpan<float> step) =>
            !step.ContainsAnyExcept(padding) || !step.ContainsAnyExcept(float.NaN);

        private float[] Dense()
        {
            if (_dense.Length < _row.Length)
                _dense = new float[_row.Length];
            return _dense;
        }
    }
}
