namespace MlNet.Sequences;

/// <summary>
/// The sequences of one step in memory, without padding: the rows of one after those of the other. Before each sequence and
/// behind the last is a row of padding, which what reads "the step before" finds before the first.
/// </summary>
/// <remarks>What is as long as the rows comes from a pool: it may be longer, and is gone when the batch is disposed.</remarks>
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

    /// <summary>The steps of each sequence.</summary>
    internal int[] Lengths { get; }

    /// <summary>The row of each sequence's first step.</summary>
    internal int[] Starts { get; }

    /// <summary>All rows, those of padding included.</summary>
    internal int Rows { get; }

    internal int LongestLength { get; }

    /// <summary>The token of each row, 0 in those of padding; empty for numbers.</summary>
    internal int[] Tokens => _tokens;

    /// <summary>The numbers of each row, <c>[rows, channels]</c>, 0 in those of padding; empty for tokens.</summary>
    internal float[] Values => _values;

    /// <summary>Where each row's step stood before others were dropped, counted from 0; null where none were.</summary>
    internal int[]? Positions => DropsSteps ? _positions : null;

    /// <summary>What the network's answers are compared with, as the objective numbers it.</summary>
    internal Targets Targets { get; private init; }

    /// <summary>What <see cref="Targets"/> has for each sequence or step.</summary>
    internal TargetShape Target { get; private init; } = TargetShape.One;

    private bool DropsSteps { get; init; }

    /// <summary>The different tokens of the batch.</summary>
    internal DistinctTokens Distinct => _distinct ??= DistinctTokens.Of(Tokens.AsSpan(0, Rows));

    /// <param name="buffer">Has the sequences; nothing of it is kept.</param>
    /// <param name="sequences">Which.</param>
    /// <param name="dropout">Which of their steps are left out.</param>
    internal static PackedBatch Create(SequenceBuffer buffer, ReadOnlySpan<int> sequences, StepDropout dropout = default)
    {
        int steps = 0;
        foreach (int sequence in sequences)
            steps = checked(steps + buffer.LengthOf(sequence));

        // The steps that are kept, those of one sequence after those of the other.
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

    /// <summary>Some of its sequences, as a batch of their own.</summary>
    /// <param name="from">The first.</param>
    /// <param name="to">Behind the last.</param>
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
        // From the row of padding before the first sequence to that behind the last.
        int first = Starts[from] - 1;
        if (DropsSteps)
            part._positions = Copy(_positions, first, part.Rows);
        if (Input.IsTokens)
            part._tokens = Copy(_tokens, first, part.Rows);
        else
            part._values = Copy(_values, first * Input.Channels, part.Rows * Input.Channels);
        return part;
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

    private static T[] Copy<T>(T[] array, int first, int count)
        where T : unmanaged
    {
        var copy = PooledArray.Of<T>(count);
        array.AsSpan(first, count).CopyTo(copy);
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
