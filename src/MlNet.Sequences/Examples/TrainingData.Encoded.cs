namespace MlNet.Sequences;

// Examples that no view is read for.
internal sealed partial class TrainingData
{
    private TrainingData(SequenceBuffer examples, SequenceBuffer validation, LabelEncoder labels, string digest)
    {
        (_whole, Validation, _labels, Input, _heldOut) = (examples, validation, labels, examples.Input, new(0, 0, 0, false));
        (Rows, LabelSummary) = (examples.Count, new(labels.Classes));
        LongestSequence = Math.Max(examples.LongestLength(), validation.LongestLength());
        _windows.Add(Rows);
        Summary = new(Input.ToString(), Rows, validation.Count, digest);
    }

    /// <summary>Examples that are encoded already.</summary>
    /// <param name="examples">Those to train on.</param>
    /// <param name="validation">Those to validate with; empty for none.</param>
    /// <param name="labels">Their targets.</param>
    /// <param name="digest">What distinguishes them from others.</param>
    internal static TrainingData Of(
        SequenceBuffer examples, SequenceBuffer validation, LabelEncoder labels, string digest) =>
        new(examples, validation, labels, digest);
}
