namespace MlNet.Sequences;

/// <summary>The targets and weights of the answers for some sequences.</summary>
/// <param name="Values"><c>[answers × width]</c>, sequence after sequence.</param>
/// <param name="Weights"><c>[answers]</c>: the weight of its sequence, and 0 where its target is missing.</param>
internal readonly record struct Targets(float[] Values, float[] Weights)
{
    /// <summary>Collects the targets of sequences.</summary>
    /// <param name="buffer">The buffer that has them.</param>
    /// <param name="sequences">The indices of the sequences.</param>
    /// <param name="lengths">The number of kept steps of each.</param>
    /// <param name="kept">The kept steps' indices, sequence after sequence; empty if all are kept.</param>
    internal static Targets Of(
        SequenceBuffer buffer, ReadOnlySpan<int> sequences, ReadOnlySpan<int> lengths, ReadOnlySpan<int> kept)
    {
        var shape = buffer.Target;
        int answers = shape.AnswersOf(lengths);
        float[] values = new float[checked(answers * shape.Width)], weights = new float[answers];
        for (int i = 0, answer = 0; i < sequences.Length; i++)
        {
            var own = buffer.TargetsOf(sequences[i]);
            for (int step = 0; step < shape.AnswersOf(lengths[i]); step++, answer++)
            {
                var source = own.Slice((kept.IsEmpty || !shape.IsPerStep ? step : kept[step]) * shape.Width, shape.Width);
                bool isMissing = shape.HasGaps ? !source.ContainsAnyInRange(float.NegativeInfinity, float.PositiveInfinity)
                    : source.Contains(float.NaN);
                weights[answer] = isMissing ? 0 : buffer.WeightOf(sequences[i]);
                if (!isMissing)
                    source.CopyTo(values.AsSpan(answer * shape.Width)); // a weight of 0 does not cancel NaN
            }

            if (!kept.IsEmpty)
                kept = kept[lengths[i]..];
        }

        return new(values, weights);
    }

    /// <summary>The targets of all sequences of a buffer.</summary>
    internal static Targets Of(SequenceBuffer buffer) => Of(buffer, [.. Enumerable.Range(0, buffer.Count)], buffer.Lengths(), []);
}
