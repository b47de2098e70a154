namespace MlNet.Sequences;

/// <summary>
/// Encoded sequences side by side: their tokens (or numbers) in one array, and where each begins. Holds what is trained or scored
/// together; cleared and filled again, it allocates nothing.
/// </summary>
internal sealed class SequenceBuffer(SequenceInput input)
{
    private int[] _tokens = [];
    private float[] _values = [];
    private long[] _ends = [];
    private float[] _labels = [];
    private float[] _weights = [];
    private long _length;

    internal SequenceInput Input { get; } = input;

    internal int Count { get; private set; }

    internal void Clear() => (Count, _length) = (0, 0);

    /// <summary>Adds tokens to the sequence that <see cref="EndSequence"/> will end.</summary>
    internal Span<int> AppendTokens(int count) => Append(ref _tokens, count);

    /// <summary>Adds numbers, a multiple of the channels, to the sequence that <see cref="EndSequence"/> will end.</summary>
    internal Span<float> AppendValues(int count) => Append(ref _values, count);

    /// <summary>Forgets what was added since the last sequence ended.</summary>
    internal void DropSequence() => _length = Count == 0 ? 0 : _ends[Count - 1];

    internal void EndSequence(float label = 0, float weight = 1)
    {
        Grow(ref _ends, Count + 1);
        Grow(ref _labels, Count + 1);
        Grow(ref _weights, Count + 1);
        _ends[Count] = _length;
        _labels[Count] = label;
        _weights[Count] = weight;
        Count++;
    }

    /// <summary>The true time steps of a sequence.</summary>
    internal int LengthOf(int sequence) => (int)((_ends[sequence] - Start(sequence)) / Math.Max(1, Input.Channels));

    /// <summary>The true time steps of every sequence.</summary>
    internal int[] Lengths()
    {
        var lengths = new int[Count];
        for (int i = 0; i < lengths.Length; i++)
            lengths[i] = LengthOf(i);
        return lengths;
    }

    /// <summary>The true time steps of the longest sequence; 0 where there is none.</summary>
    internal int LongestLength()
    {
        int longest = 0;
        for (int i = 0; i < Count; i++)
            longest = Math.Max(longest, LengthOf(i));
        return longest;
    }

    internal float LabelOf(int sequence) => _labels[sequence];

    internal float WeightOf(int sequence) => _weights[sequence];

    internal ReadOnlySpan<int> TokensOf(int sequence) => Slice(_tokens, sequence);

    internal ReadOnlySpan<float> ValuesOf(int sequence) => Slice(_values, sequence);

    private long Start(int sequence) => sequence == 0 ? 0 : _ends[sequence - 1];

    private ReadOnlySpan<T> Slice<T>(T[] array, int sequence)
    {
        int start = (int)Start(sequence);
        return array.AsSpan(start, (int)_ends[sequence] - start);
    }

    private Span<T> Append<T>(ref T[] array, int count)
    {
        if (_length + count > Array.MaxLength)
            throw new InvalidOperationException(
                $"More than {Array.MaxLength} time steps in one shuffle window: lower ShuffleWindowSize or the padded length.");
        Grow(ref array, (int)_length + count);
        var added = array.AsSpan((int)_length, count);
        _length += count;
        return added;
    }

    private static void Grow<T>(ref T[] array, int size)
    {
        if (size > array.Length)
            Array.Resize(ref array, (int)Math.Min(Array.MaxLength, Math.Max(size, Math.Max(16L, array.Length * 2L))));
    }
}
