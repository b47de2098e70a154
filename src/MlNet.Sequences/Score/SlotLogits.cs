using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// Spreads the logits of steps over the slots of their rows. A network has logits for the true steps of a sequence only; an
/// output column has a value for each slot of the feature column, so that both correspond, and NaN at padding.
/// </summary>
/// <param name="outputs">The logits of a step.</param>
internal sealed class SlotLogits(int outputs)
{
    private readonly List<int> _slots = []; // of all steps
    private readonly List<(int Start, int Steps, int Slots)> _rows = [];
    private float[] _spread = [];

    internal void Clear()
    {
        _slots.Clear();
        _rows.Clear();
    }

    /// <summary>Adds the row that a reader has just read.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="isWhole">Whether no step is partly missing; otherwise no step has an answer.</param>
    internal void Add(SequenceReader reader, bool isWhole) => Add(isWhole ? reader.Slots() : [], reader.SlotCount);

    /// <param name="slots">The slot of each step.</param>
    /// <param name="count">The slots of the row.</param>
    internal void Add(ReadOnlySpan<int> slots, int count)
    {
        _rows.Add((_slots.Count, slots.Length, count));
        _slots.AddRange(slots);
    }

    /// <summary>The logits of a row's slots, until the next call.</summary>
    /// <param name="row">The row, in the order in which they were added.</param>
    /// <param name="logits">Those of its steps.</param>
    internal ReadOnlySpan<float> Spread(int row, ReadOnlySpan<float> logits)
    {
        var (start, steps, slots) = _rows[row];
        if (steps == slots)
            return logits;
        if (_spread.Length < slots * outputs)
            _spread = new float[slots * outputs];
        var spread = _spread.AsSpan(0, slots * outputs);
        spread.Fill(float.NaN);
        var places = CollectionsMarshal.AsSpan(_slots).Slice(start, steps);
        for (int step = 0; step < steps; step++)
            logits.Slice(step * outputs, outputs).CopyTo(spread[(places[step] * outputs)..]);
        return spread;
    }
}
