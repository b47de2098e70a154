using System.Numerics;
using System.Numerics.Tensors;

namespace MlNet.Sequences;

/// <summary>Pooling over the steps of packed sequences, and its gradient. An empty sequence becomes zeros.</summary>
/// <param name="pooling">The kind of pooling.</param>
/// <param name="hidden">The hidden size of a direction.</param>
/// <param name="directions">1 or 2: the second reads backward, so its final state is at the first step.</param>
internal sealed class FusedPooling(SequencePooling pooling, int hidden, int directions)
{
    private const int SequencesInPart = 8;

    private readonly int _width = hidden * directions;
    private int[] _greatest = []; // the step of each maximum, [batch, width]

    internal SequencePooling Pooling => pooling;

    private bool HasLast => pooling is SequencePooling.Last or SequencePooling.LastMeanAndMax;

    private bool HasMean => pooling is SequencePooling.Mean or SequencePooling.MeanAndMax or SequencePooling.LastMeanAndMax;

    private bool HasMax => pooling is SequencePooling.Max or SequencePooling.MeanAndMax or SequencePooling.LastMeanAndMax;

    // The offsets of mean and maximum among the pooled features.
    private int MeanAt => HasLast ? _width : 0;

    private int MaxAt => MeanAt + (HasMean ? _width : 0);

    internal int Width => Sequences.Pooling.WidthOf(pooling, _width);

    /// <param name="states"><c>[rows, hidden × directions]</c>.</param>
    /// <param name="batch">Has the positions of the sequences.</param>
    /// <param name="pooled"><c>[batch, pooled]</c>.</param>
    /// <param name="threads">The threads to compute with.</param>
    internal void Forward(FusedBuffer states, PackedBatch batch, FusedBuffer pooled, int threads)
    {
        pooled.Span.Clear();
        if (HasMax && _greatest.Length < batch.Size * _width)
            _greatest = new int[batch.Size * _width];
        ParallelWork.ForRanges(batch.Size, SequencesInPart, threads, (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                if (batch.Lengths[i] > 0)
                    Forward(i, Sequence(states, batch, i), pooled.Span.Slice(i * Width, Width));
            }
        });
    }

    private void Forward(int i, ReadOnlySpan<float> sequence, Span<float> result)
    {
        int length = sequence.Length / _width;
        if (HasMean)
            Mean(sequence, result.Slice(MeanAt, _width), length);
        if (HasMax)
            Max(sequence, result[MaxAt..], _greatest.AsSpan(i * _width, _width));
        for (int d = 0; d < directions && HasLast; d++)
            sequence.Slice(LastOf(d, length) + (d * hidden), hidden).CopyTo(result[(d * hidden)..]);
    }

    /// <param name="gradients"><c>[batch, pooled]</c>: with respect to the pooled features.</param>
    /// <param name="batch">The batch of the forward pass.</param>
    /// <param name="byStates"><c>[rows, hidden × directions]</c>: with respect to the states.</param>
    /// <param name="threads">The threads to compute with.</param>
    internal void Backward(FusedBuffer gradients, PackedBatch batch, FusedBuffer byStates, int threads) =>
        ParallelWork.ForRanges(batch.Size, SequencesInPart, threads, (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                if (batch.Lengths[i] > 0)
                    Backward(i, gradients.Span.Slice(i * Width, Width), Sequence(byStates, batch, i));
            }
        });

    private void Backward(int i, ReadOnlySpan<float> gradients, Span<float> sequence)
    {
        int length = sequence.Length / _width;
        if (HasMean)
        {
            TensorPrimitives.Multiply(gradients.Slice(MeanAt, _width), 1f / length, sequence[.._width]);
            for (int step = 1; step < length; step++)
                sequence[.._width].CopyTo(sequence[(step * _width)..]);
        }
        else
        {
            sequence.Clear();
        }

        for (int j = 0; j < _width && HasMax; j++)
            sequence[(_greatest[(i * _width) + j] * _width) + j] += gradients[MaxAt + j];
        for (int d = 0; d < directions && HasLast; d++)
        {
            var last = sequence.Slice(LastOf(d, length) + (d * hidden), hidden);
            TensorPrimitives.Add(last, gradients.Slice(d * hidden, hidden), last);
        }
    }

    private Span<float> Sequence(FusedBuffer rows, PackedBatch batch, int i) =>
        rows.Span.Slice(batch.Starts[i] * _width, batch.Lengths[i] * _width);

    // Where the direction's last step begins.
    private int LastOf(int direction, int length) => direction == 0 ? (length - 1) * _width : 0;

    private void Mean(ReadOnlySpan<float> sequence, Span<float> mean, int length)
    {
        for (int step = 0; step < length; step++)
            TensorPrimitives.Add(mean, sequence.Slice(step * _width, _width), mean);
        TensorPrimitives.Multiply(mean, 1f / length, mean);
    }

    private void Max(ReadOnlySpan<float> sequence, Span<float> max, Span<int> greatest)
    {
        int lanes = Vector<float>.Count, j = 0;
        for (; j + lanes <= _width; j += lanes)
        {
            var value = new Vector<float>(sequence[j..]);
            var at = Vector<int>.Zero;
            for (int step = 1, place = _width + j; place < sequence.Length; step++, place += _width)
            {
                var next = new Vector<float>(sequence[place..]);
                // Also true where the next one is NaN, which then stays.
                var isGreater = ~Vector.LessThanOrEqual(next, value);
                value = Vector.ConditionalSelect(isGreater, next, value);
                at = Vector.ConditionalSelect(isGreater, new Vector<int>(step), at);
            }

            value.CopyTo(max[j..]);
            at.CopyTo(greatest[j..]);
        }

        for (; j < _width; j++)
        {
            (max[j], greatest[j]) = (sequence[j], 0);
            for (int step = 1, place = _width + j; place < sequence.Length; step++, place += _width)
            {
                if (!(sequence[place] <= max[j]))
                    (max[j], greatest[j]) = (sequence[place], step);
            }
        }
    }
}
