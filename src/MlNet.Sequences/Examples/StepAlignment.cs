namespace MlNet.Sequences;

/// <summary>
/// Matches the labels of a row with its steps. A row has a label for each slot of its sequence, padding included, or one for each
/// true step.
/// </summary>
/// <param name="labels">What messages call the column of labels.</param>
/// <param name="steps">What messages call the column of steps.</param>
/// <param name="remedy">What to do about a wrong number of labels: a sentence.</param>
internal sealed class StepAlignment(string labels, string steps, string remedy)
{
    private float[] _aligned = [];

    /// <summary>The label of each true step, until the next call.</summary>
    /// <param name="labels">The row's labels, NaN where one is missing.</param>
    /// <param name="slots">The slot of each true step, ascending.</param>
    /// <param name="slotCount">The slots of the row.</param>
    /// <param name="row">The row's index in the view.</param>
    /// <exception cref="InvalidOperationException">There are neither as many labels as slots nor as many as steps.</exception>
    internal ReadOnlySpan<float> Align(ReadOnlySpan<float> labels, ReadOnlySpan<int> slots, int slotCount, long row)
    {
        if (labels.Length == slots.Length)
            return labels;
        if (labels.Length != slotCount)
            throw WrongCount(labels.Length, slots.Length, slotCount, row);
        if (_aligned.Length < slots.Length)
            _aligned = new float[slots.Length];
        for (int step = 0; step < slots.Length; step++)
            _aligned[step] = labels[slots[step]];
        return _aligned.AsSpan(0, slots.Length);
    }

    private InvalidOperationException WrongCount(int labelCount, int stepCount, int slotCount, long row)
    {
        string padded = slotCount == stepCount ? "" : FormattableString.Invariant($" ({slotCount} with padding)");
        return new(
            FormattableString.Invariant($"Each time step must have one label; row {row} has {labelCount} labels in column ") +
            FormattableString.Invariant($"'{labels}' and {stepCount} steps{padded} in column '{steps}'. ") + remedy);
    }
}
