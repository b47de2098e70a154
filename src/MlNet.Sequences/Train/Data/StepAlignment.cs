namespace MlNet.Sequences;

/// <summary>
/// Brings the labels of a row to its steps. A row has a label for each slot of its sequence, padding included, or one for each
/// true step.
/// </summary>
/// <param name="sequence">Has read the row's sequence.</param>
/// <param name="columns">What messages call the columns.</param>
/// <param name="hasClasses">Whether the labels are classes: numbers that were padded are no sign of a mistake.</param>
internal sealed class StepAlignment(SequenceReader sequence, RowColumns columns, bool hasClasses)
{
    private float[] _aligned = [];

    /// <summary>The classes that stood at padding.</summary>
    internal long LabelsOfPadding { get; private set; }

    /// <summary>The label of each true step, until the next call.</summary>
    /// <param name="labels">The row's labels, NaN where one is missing.</param>
    /// <param name="row">The row's place in the view.</param>
    /// <exception cref="InvalidOperationException">There are neither as many labels as slots nor as many as steps.</exception>
    internal ReadOnlySpan<float> Align(ReadOnlySpan<float> labels, long row)
    {
        var slots = sequence.Slots();
        if (labels.Length == slots.Length)
            return labels;
        if (labels.Length != sequence.SlotCount)
            throw WrongCount(labels.Length, slots.Length, row);
        if (_aligned.Length < slots.Length)
            _aligned = new float[slots.Length];
        for (int step = 0; step < slots.Length; step++)
            _aligned[step] = labels[slots[step]];
        var aligned = _aligned.AsSpan(0, slots.Length);
        if (hasClasses)
            LabelsOfPadding += aligned.Count(float.NaN) - labels.Count(float.NaN) + labels.Length - aligned.Length;
        return aligned;
    }

    private InvalidOperationException WrongCount(int labels, int steps, long row)
    {
        string padded = sequence.SlotCount == steps ? "" : FormattableString.Invariant($" ({sequence.SlotCount} with padding)");
        return new(
            FormattableString.Invariant($"Each time step must have one label; row {row} has {labels} labels in column ") +
            FormattableString.Invariant($"'{columns.Label}' and {steps} steps{padded} in column '{columns.Feature}'. ") +
            "Split both columns alike, leave the label of a step without one missing, and where PadSequence pads or truncates " +
            "the sequences, let it do the same with the labels.");
    }
}
