namespace MlNet.Sequences;

/// <summary>What the answers for some sequences are compared with, and how much each counts.</summary>
/// <param name="Values"><c>[answers × width]</c>, those of one sequence after those of the other.</param>
/// <param name="Weights"><c>[answers]</c>: the weight of its sequence, and 0 where its target is missing.</param>
internal readonly record struct Targets(float[] Values, float[] Weights)
{
    /// <summary>Collects the targets of sequences.</summary>
    /// <param name="buffer">Has them.</param>
    /// <param name="sequences">Which.</param>
    /// <param name="lengths">The steps of each that are kept.</param>
    /// <param name="kept">Their places, those of one sequence after those of the other; empty where all are.</param>
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
                bool isMissing = source.Contains(float.NaN);
                weights[answer] = isMissing ? 0 : buffer.WeightOf(sequences[i]);
                if (!isMissing)
                    source.CopyTo(values.AsSpan(answer * shape.Width)); // a weight of 0 makes no number of NaN
            }

            if (!kept.IsEmpty)
                kept = kept[lengths[i]..];
        }

        return new(values, weights);
    }

    /// <summary>Those of all sequences of a buffer.</summary>
    internal static Targets Of(SequenceBuffer buffer) => Of(buffer, [.. Enumerable.Range(0, buffer.Count)], buffer.Lengths(), []);
}
