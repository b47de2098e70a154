namespace MlNet.Sequences;

/// <summary>
/// The sequences of one training step in memory, without padding, one after another. A row of padding before each sequence and
/// after the last one serves as the step before the first.
/// </summary>
/// <remarks>Arrays as long as the rows come from a pool: they may be longer, and are invalid after disposal.</remarks>
internal sealed class PackedBatch : IDisposable
{
    private int[] _tokens = [], _positions = [];
    private float[] _values = [];
    private DistinctTokens? _distinct;

    private PackedBatch(SequenceInput input, int[] lengths)
    {
        (Input, Lengths, Starts) = (input, lengths, new int[lengths.Length]);
        int row = 1;
        for (int i = 0; i < lengths.Length; row += lengths[i++] + 1)
        {
            Starts[i] = row;
            LongestLength = Math.Max(LongestLength, lengths[i]);
        }

        Rows = row;
    }

    internal SequenceInput Input { get; }

    internal int Size => Lengths.Length;

    /// <summary>The number of steps of each sequence.</summary>
    internal int[] Lengths { get; }

    /// <summary>The row of each sequence's first step.</summary>
    internal int[] Starts { get; }

    /// <summary>The number of all rows, including padding.</summary>
    internal int Rows { get; }

    internal int LongestLength { get; }

    /// <summary>The token of each row, 0 for padding; empty for numbers.</summary>
    internal int[] Tokens => _tokens;

    /// <summary>The numbers of each row, <c>[rows, channels]</c>, 0 for padding; empty for tokens.</summary>
    internal float[] Values => _values;

    /// <summary>The position of each row's step before others were dropped, from 0; null if none were.</summary>
    internal int[]? Positions => DropsSteps ? _positions : null;

    /// <summary>The targets of the network's answers, as the objective encodes them.</summary>
    internal Targets Targets { get; private init; }

    /// <summary>The shape of <see cref="Targets"/> for each sequence or step.</summary>
    internal TargetShape Target { get; private init; } = TargetShape.One;

    private bool DropsSteps { get; init; }

    /// <summary>The distinct tokens of the batch.</summary>
    internal DistinctTokens Distinct => _distinct ??= DistinctTokens.Of(Tokens.AsSpan(0, Rows));

    /// <param name="buffer">The sequences, which are copied.</param>
    /// <param name="sequences">The indices of the batch's sequences.</param>
    /// <param name="dropout">Which of their steps are dropped.</param>
    internal static PackedBatch Create(SequenceBuffer buffer, ReadOnlySpan<int> sequences, StepDropout dropout = default)
    {
        int steps = 0;
        foreach (int sequence in sequences)
            steps = checked(steps + buffer.LengthOf(sequence));

        // The steps that are kept, sequence after sequence.
        int[] kept = PooledArray.Of<int>(steps);
        var lengths = new int[sequences.Length];
        for (int i = 0, next = 0; i < sequences.Length; i++)
        {
            int length = buffer.LengthOf(sequences[i]), before = next;
            for (int step = 0; step < length; step++)
            {
                if (dropout.IsKept(i, step))
                    kept[next++] = step;
            }

            lengths[i] = next - before;
        }

        var batch = new PackedBatch(buffer.Input, lengths)
        {
            Targets = Targets.Of(buffer, sequences, lengths, dropout.Rate > 0 ? kept.AsSpan(0, lengths.Sum()) : []),
            Target = buffer.Target,
            DropsSteps = dropout.Rate > 0,
        };
        batch.Fill(buffer, sequences, kept);
        PooledArray.Return(ref kept);
        return batch;
    }

    /// <summary>Some of its sequences, as a separate batch.</summary>
    /// <param name="from">The first sequence.</param>
    /// <param name="to">The end, after the last sequence.</param>
    internal PackedBatch Part(int from, int to)
    {
        int firstAnswer = Target.AnswersOf(Lengths.AsSpan(0, from)), answers = Target.AnswersOf(Lengths.AsSpan(from, to - from));
        var part = new PackedBatch(Input, Lengths[from..to])
        {
            Targets = new(
                Targets.Values[(firstAnswer * Target.Width)..((firstAnswer + answers) * Target.Width)],
                Targets.Weights[firstAnswer..(firstAnswer + answers)]),
            Target = Target,
            DropsSteps = DropsSteps,
        };
        // From the row of padding before the first sequence to that after the last.
        int first = Starts[from] - 1;
        if (DropsSteps)
            part._positions = Copy<int>(_positions, first, part.Rows);
        if (Input.IsTokens)
            part._tokens = Copy<int>(_tokens, first, part.Rows);
        else
            part._values = Copy<float>(_values, first * Input.Channels, part.Rows * Input.Channels);
        return part;
    }

    /// <summary>The same sequences with other tokens, as a separate batch.</summary>
    /// <param name="tokens">The token of each row, 0 for padding.</param>
    internal PackedBatch With(ReadOnlySpan<int> tokens)
    {
        var other = new PackedBatch(Input, Lengths) { Targets = Targets, Target = Target, DropsSteps = DropsSteps };
        other._tokens = Copy(tokens, 0, Rows);
        if (DropsSteps)
            other._positions = Copy<int>(_positions, 0, Rows);
        return other;
    }

    public void Dispose()
    {
        PooledArray.Return(ref _tokens);
        PooledArray.Return(ref _positions);
        PooledArray.Return(ref _values);
        _distinct?.Dispose();
    }

    private void Fill(SequenceBuffer buffer, ReadOnlySpan<int> sequences, ReadOnlySpan<int> kept)
    {
        if (DropsSteps)
            _positions = PooledArray.Zeros<int>(Rows);
        if (Input.IsTokens)
            _tokens = PooledArray.Zeros<int>(Rows);
        else
            _values = PooledArray.Zeros<float>(checked(Rows * Input.Channels));
        for (int i = 0; i < sequences.Length; i++)
        {
            var steps = kept[..Lengths[i]];
            kept = kept[steps.Length..];
            if (DropsSteps)
                steps.CopyTo(_positions.AsSpan(Starts[i]));
            if (Input.IsTokens)
                Gather(buffer.TokensOf(sequences[i]), 1, steps, _tokens.AsSpan(Starts[i]));
            else
                Gather(buffer.ValuesOf(sequences[i]), Input.Channels, steps, _values.AsSpan(Starts[i] * Input.Channels));
        }
    }

    private static T[] Copy<T>(ReadOnlySpan<T> array, int first, int count)
        where T : unmanaged
    {
        var copy = PooledArray.Of<T>(count);
        array.Slice(first, count).CopyTo(copy);
        return copy;
    }

    private static void Gather<T>(ReadOnlySpan<T> sequence, int channels, ReadOnlySpan<int> steps, Span<T> rows)
    {
        if (channels == 1)
        {
            for (int row = 0; row < steps.Length; row++)
                rows[row] = sequence[steps[row]];
            return;
        }

        for (int row = 0; row < steps.Length; row++)
            sequence.Slice(steps[row] * channels, channels).CopyTo(rows[(row * channels)..]);
    }
}
