namespace MlNet.Sequences;

/// <summary>Where the logits of each sequence stand, where those of one follow those of the other.</summary>
internal sealed class LogitLayout
{
    private readonly int _outputs;
    private readonly int[]? _starts; // where sequences have different numbers of answers

    /// <param name="sequences">The sequences.</param>
    /// <param name="head">What answers.</param>
    internal LogitLayout(SequenceBuffer sequences, HeadKind head)
    {
        _outputs = head.Outputs;
        if (!head.IsPerStep)
        {
            Length = checked(sequences.Count * _outputs);
            return;
        }

        _starts = new int[sequences.Count];
        for (int i = 0; i < _starts.Length; i++)
        {
            _starts[i] = Length;
            Length = checked(Length + (sequences.LengthOf(i) * _outputs));
        }
    }

    /// <summary>All logits.</summary>
    internal int Length { get; }

    /// <summary>The place of a sequence's first logit.</summary>
    internal int StartOf(int sequence) => _starts is null ? sequence * _outputs : _starts[sequence];

    /// <summary>The logits of a sequence.</summary>
    internal int CountOf(int sequence) => _starts is null
        ? _outputs
        : (sequence + 1 < _starts.Length ? _starts[sequence + 1] : Length) - _starts[sequence];
}
