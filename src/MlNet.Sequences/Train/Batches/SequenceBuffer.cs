namespace MlNet.Sequences;

/// <summary>
/// Encoded sequences with their labels and weights: their tokens (or numbers) side by side. Holds what is trained or scored together;
/// cleared and filled again, it allocates nothing.
/// </summary>
internal sealed class SequenceBuffer(SequenceInput input)
{
    private const int LeastSequences = 16;

    private readonly SequenceBlocks<int> _tokens = new();
    private readonly SequenceBlocks<float> _values = new();
    private Sequence[] _sequences = [];

    internal SequenceInput Input { get; } = input;

    internal int Count { get; private set; }

    internal void Clear()
    {
        Count = 0;
        _tokens.Clear();
        _values.Clear();
    }

    /// <summary>Adds tokens to the sequence that <see cref="EndSequence"/> will end.</summary>
    internal Span<int> AppendTokens(int count) => _tokens.Append(count);

    /// <summary>Adds numbers, a multiple of the channels, to the sequence that <see cref="EndSequence"/> will end.</summary>
    internal Span<float> AppendValues(int count) => _values.Append(count);

    /// <summary>Forgets what was added since the last sequence ended.</summary>
    internal void DropSequence()
    {
        _tokens.DropSequence();
        _values.DropSequence();
    }

    internal void EndSequence(float label = 0, float weight = 1)
    {
        if (Count == _sequences.Length)
            Array.Resize(ref _sequences, (int)Math.Min(Array.MaxLength, Math.Max(LeastSequences, 2L * Count)));
        _sequences[Count++] = new(Input.IsTokens ? _tokens.EndSequence() : _values.EndSequence(), label, weight);
    }

    /// <summary>Adds a sequence of another buffer of the same input.</summary>
    internal void Add(SequenceBuffer other, int sequence)
    {
        if (Input.IsTokens)
            other.TokensOf(sequence).CopyTo(AppendTokens(other.TokensOf(sequence).Length));
        else
            other.ValuesOf(sequence).CopyTo(AppendValues(other.ValuesOf(sequence).Length));
        EndSequence(other.LabelOf(sequence), other.WeightOf(sequence));
    }

    /// <summary>The true time steps of a sequence.</summary>
    internal int LengthOf(int sequence) => _sequences[sequence].Place.Length / Math.Max(1, Input.Channels);

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

    internal float LabelOf(int sequence) => _sequences[sequence].Label;

    internal float WeightOf(int sequence) => _sequences[sequence].Weight;

    internal ReadOnlySpan<int> TokensOf(int sequence) => _tokens[_sequences[sequence].Place];

    internal ReadOnlySpan<float> ValuesOf(int sequence) => _values[_sequences[sequence].Place];

    private readonly record struct Sequence(SequencePlace Place, float Label, float Weight);
}
