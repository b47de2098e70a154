namespace MlNet.Sequences;

/// <summary>
/// The sequences of one step in memory, without padding: the rows of one after those of the other. Before each sequence and behind the last
/// is a row of padding, which what reads "the step before" finds before the first.
/// </summary>
internal sealed class PackedBatch
{
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
    internal int[] Tokens { get; private set; } = [];

    /// <summary>The numbers of each row, <c>[rows, channels]</c>, 0 in those of padding; empty for tokens.</summary>
    internal float[] Values { get; private set; } = [];

    /// <summary>Where each row's step stood before others were dropped, counted from 0; null where none were.</summary>
    internal int[]? Positions { get; private set; }

    /// <summary>The label of each sequence, as the objective numbers it.</summary>
    internal float[] Labels { get; private init; } = [];

    /// <summary>How much each sequence counts in the loss.</summary>
    internal float[] Weights { get; private init; } = [];

    /// <summary>The different tokens of the batch.</summary>
    internal DistinctTokens Distinct => _distinct ??= DistinctTokens.Of(Tokens);

    /// <param name="buffer">Has the sequences; nothing of it is kept.</param>
    /// <param name="sequences">Which.</param>
    /// <param name="dropout">Which of their steps are left out.</param>
    internal static PackedBatch Create(SequenceBuffer buffer, ReadOnlySpan<int> sequences, StepDropout dropout = default)
    {
        // The steps that are kept, those of one sequence after those of the other.
        var kept = new List<int>();
        var lengths = new int[sequences.Length];
        float[] labels = new float[sequences.Length], weights = new float[sequences.Length];
        for (int i = 0; i < sequences.Length; i++)
        {
            int length = buffer.LengthOf(sequences[i]), before = kept.Count;
            for (int step = 0; step < length; step++)
            {
                if (dropout.IsKept(i, step))
                    kept.Add(step);
            }

            lengths[i] = kept.Count - before;
            (labels[i], weights[i]) = (buffer.LabelOf(sequences[i]), buffer.WeightOf(sequences[i]));
        }

        int channels = buffer.Input.Channels;
        var batch = new PackedBatch(buffer.Input, lengths) { Labels = labels, Weights = weights };
        if (dropout.Rate > 0)
            batch.Positions = new int[batch.Rows];
        if (buffer.Input.IsTokens)
            batch.Tokens = new int[batch.Rows];
        else
            batch.Values = new float[batch.Rows * channels];
        for (int i = 0, next = 0; i < sequences.Length; i++)
        {
            for (int row = batch.Starts[i]; row < batch.Starts[i] + lengths[i]; row++)
            {
                int step = kept[next++];
                if (batch.Positions is not null)
                    batch.Positions[row] = step;
                if (buffer.Input.IsTokens)
                    batch.Tokens[row] = buffer.TokensOf(sequences[i])[step];
                else
                    buffer.ValuesOf(sequences[i]).Slice(step * channels, channels).CopyTo(batch.Values.AsSpan(row * channels));
            }
        }

        return batch;
    }

    /// <summary>Some of its sequences, as a batch of their own.</summary>
    /// <param name="from">The first.</param>
    /// <param name="to">Behind the last.</param>
    internal PackedBatch Part(int from, int to)
    {
        int channels = Input.Channels;
        var part = new PackedBatch(Input, Lengths[from..to]) { Labels = Labels[from..to], Weights = Weights[from..to] };
        // From the row of padding before the first sequence to that behind the last.
        int first = Starts[from] - 1, behind = first + part.Rows;
        part.Tokens = Input.IsTokens ? Tokens[first..behind] : [];
        part.Values = Input.IsTokens ? [] : Values[(first * channels)..(behind * channels)];
        part.Positions = Positions?[first..behind];
        return part;
    }
}
