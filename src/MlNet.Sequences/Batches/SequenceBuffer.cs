namespace MlNet.Sequences;

/// <summary>
/// Encoded sequences with their targets and weights; their tokens (or numbers) are contiguous. Holds what is trained or scored
/// together; reusing a cleared buffer allocates nothing.
/// </summary>
/// <param name="input">The kind of sequences.</param>
/// <param name="target">The target of each; null for one number, or if there is none.</param>
internal sealed class SequenceBuffer(SequenceInput input, TargetShape? target = null)
{
    private const int LeastSequences = 16;

    private readonly SequenceBlocks<int> _tokens = new();
    private readonly SequenceBlocks<float> _values = new();
    private readonly SequenceBlocks<float> _targets = new();
    private Sequence[] _sequences = [];

    internal SequenceInput Input { get; } = input;

    internal TargetShape Target { get; } = target ?? TargetShape.One;

    internal int Count { get; private set; }

    internal void Clear()
    {
        Count = 0;
        _tokens.Clear();
        _values.Clear();
        _targets.Clear();
    }

    /// <summary>Adds tokens to the sequence that <see cref="EndSequence(ReadOnlySpan{float}, float)"/> will end.</summary>
    internal Span<int> AppendTokens(int count) => _tokens.Append(count);

    /// <summary>
    /// Adds numbers, a multiple of the channels, to the sequence that <see cref="EndSequence(ReadOnlySpan{float}, float)"/> will
    /// end.
    /// </summary>
    internal Span<float> AppendValues(int count) => _values.Append(count);

    /// <summary>Discards what was added since the last sequence ended.</summary>
    internal void DropSequence()
    {
        _tokens.DropSequence();
        _values.DropSequence();
    }

    /// <summary>Ends a sequence with one target, or an irrelevant one.</summary>
    internal void EndSequence(float target = 0, float weight = 1) => EndSequence([target], weight);

    /// <param name="targets">
    /// The sequence's targets, or one for each appended step if <see cref="Target"/> is per step. NaN is missing.
    /// </param>
    /// <param name="weight">The sequence's weight.</param>
    internal void EndSequence(ReadOnlySpan<float> targets, float weight) =>
        Add(Input.IsTokens ? _tokens.EndSequence() : _values.EndSequence(), targets, weight);

    /// <summary>The tokens that were added since the last sequence ended.</summary>
    internal int UnfinishedLength => _tokens.UnfinishedLength;

    /// <summary>Ends a sequence of tokens as several, of which neighbors share a token.</summary>
    /// <param name="ends">The first token of the first, and the last token of each, ascending.</param>
    /// <param name="weightOf">The weight of a sequence of so many tokens.</param>
    internal void EndWindows(ReadOnlySpan<int> ends, Func<int, float> weightOf)
    {
        var whole = _tokens.EndSequence();
        for (int i = 1; i < ends.Length; i++)
        {
            int length = ends[i] - ends[i - 1] + 1;
            Add(whole with { Start = whole.Start + ends[i - 1], Length = length }, [0], weightOf(length));
        }
    }

    /// <summary>Adds numbers that windows share, and targets that they share.</summary>
    internal (SequencePlace Values, SequencePlace Targets) AddShared(ReadOnlySpan<float> values, ReadOnlySpan<float> targets)
    {
        values.CopyTo(AppendValues(values.Length));
        targets.CopyTo(_targets.Append(targets.Length));
        return (_values.EndSequence(), _targets.EndSequence());
    }

    /// <summary>Adds a sequence of numbers that are there already.</summary>
    internal void AddWindow(SequencePlace values, SequencePlace targets, float weight = 1) => Add(new(values, targets, weight));

    /// <summary>Adds a sequence of another buffer of the same input.</summary>
    internal void Add(SequenceBuffer other, int sequence)
    {
        if (Input.IsTokens)
            other.TokensOf(sequence).CopyTo(AppendTokens(other.TokensOf(sequence).Length));
        else
            other.ValuesOf(sequence).CopyTo(AppendValues(other.ValuesOf(sequence).Length));
        EndSequence(other.TargetsOf(sequence), other.WeightOf(sequence));
    }

    /// <summary>Replaces the targets of a sequence by one, and its weight.</summary>
    internal void SetTarget(int sequence, float target, float weight)
    {
        _targets.Append(1)[0] = target;
        _sequences[sequence] = _sequences[sequence] with { Targets = _targets.EndSequence(), Weight = weight };
    }

    /// <summary>The sequences with a weight above 0: this buffer if all have one, otherwise a copy.</summary>
    internal SequenceBuffer OfPositiveWeight()
    {
        int[] kept = [.. Enumerable.Range(0, Count).Where(sequence => WeightOf(sequence) > 0)];
        if (kept.Length == Count)
            return this;
        var copy = new SequenceBuffer(Input, Target);
        foreach (int sequence in kept)
            copy.Add(this, sequence);
        return copy;
    }

    /// <summary>The number of true time steps of a sequence.</summary>
    internal int LengthOf(int sequence) => _sequences[sequence].Place.Length / Math.Max(1, Input.Channels);

    /// <summary>The number of true time steps of every sequence.</summary>
    internal int[] Lengths()
    {
        var lengths = new int[Count];
        for (int i = 0; i < lengths.Length; i++)
            lengths[i] = LengthOf(i);
        return lengths;
    }

    /// <summary>The number of true time steps of the longest sequence; 0 if there is none.</summary>
    internal int LongestLength()
    {
        int longest = 0;
        for (int i = 0; i < Count; i++)
            longest = Math.Max(longest, LengthOf(i));
        return longest;
    }

    /// <summary>The number of steps that have a target; null if sequences have one each.</summary>
    internal long? CountLabeledSteps()
    {
        if (!Target.IsPerStep)
            return null;
        long steps = 0;
        for (int i = 0; i < Count; i++)
            steps += TargetsOf(i).Length - TargetsOf(i).Count(float.NaN);
        return steps;
    }

    internal ReadOnlySpan<float> TargetsOf(int sequence) => _targets[_sequences[sequence].Targets];

    internal float WeightOf(int sequence) => _sequences[sequence].Weight;

    internal ReadOnlySpan<int> TokensOf(int sequence) => _tokens[_sequences[sequence].Place];

    internal ReadOnlySpan<float> ValuesOf(int sequence) => _values[_sequences[sequence].Place];

    private void Add(SequencePlace place, ReadOnlySpan<float> targets, float weight)
    {
        targets.CopyTo(_targets.Append(targets.Length));
        Add(new(place, _targets.EndSequence(), weight));
    }

    private void Add(Sequence sequence)
    {
        if (Count == _sequences.Length)
            Array.Resize(ref _sequences, (int)Math.Min(Array.MaxLength, Math.Max(LeastSequences, 2L * Count)));
        _sequences[Count++] = sequence;
    }

    private readonly record struct Sequence(SequencePlace Place, SequencePlace Targets, float Weight);
}
