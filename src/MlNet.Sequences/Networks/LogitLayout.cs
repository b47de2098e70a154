namespace MlNet.Sequences;

/// <summary>Where each sequence's logits are in an array that holds those of all sequences in order.</summary>
internal sealed class LogitLayout
{
    private readonly int _outputs;
    private readonly int[]? _starts; // null where all sequences have the same number of answers

    /// <param name="sequences">The sequences.</param>
    /// <param name="head">The head that computes them.</param>
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

    /// <summary>The number of all logits.</summary>
    internal int Length { get; }

    /// <summary>The index of a sequence's first logit.</summary>
    internal int StartOf(int sequence) => _starts is null ? sequence * _outputs : _starts[sequence];

    /// <summary>The number of logits of a sequence.</summary>
    internal int CountOf(int sequence) => _starts is null
        ? _outputs
        : (sequence + 1 < _starts.Length ? _starts[sequence + 1] : Length) - _starts[sequence];

    /// <summary>The sequence that a logit is of.</summary>
    internal int SequenceOf(int logit)
    {
        if (_starts is null)
            return logit / _outputs;
        int place = Array.BinarySearch(_starts, logit);
        if (place < 0)
            return ~place - 1;
        while (CountOf(place) == 0)
            place++; // empty sequences begin where the next one does
        return place;
    }
}
