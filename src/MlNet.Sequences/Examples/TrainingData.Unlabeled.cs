using Microsoft.ML;

namespace MlNet.Sequences;

// Rows without labels.
internal sealed partial class TrainingData
{
    private SequenceBuffer? _withUnlabeled; // the rows that got labels, and the whole

    /// <summary>The rows without labels, on which each epoch trains once they get some; null if there are none, or once they
    /// have some.</summary>
    internal SequenceBuffer? Unlabeled { get; private set; }

    /// <summary>The rows that each epoch trains on, with those that get labels.</summary>
    internal long RowsInEpoch => Rows + (Summary.UnlabeledRows ?? 0);

    /// <summary>Gives each of <see cref="Unlabeled"/>, in its order, a class and a weight.</summary>
    internal void Label(ReadOnlySpan<(int Class, float Weight)> labels)
    {
        (_withUnlabeled, Unlabeled) = (Unlabeled!, null); // a copy would take as much memory again
        for (int i = 0; i < labels.Length; i++)
            _withUnlabeled.SetTarget(i, labels[i].Class, labels[i].Weight);
        for (int i = 0; i < _whole!.Count; i++)
            _withUnlabeled.Add(_whole, i);
    }

    // For data that are kept as a whole.
    private void ReadUnlabeled(IDataView view, CancellationToken cancellationToken)
    {
        var labels = LabelKind.None;
        var columns = new RowColumns(_columns!.Feature, _columns.Feature, null, labels.Requirement);
        Input.Find(view.Schema, columns.Feature, Vocabulary);
        using var reader = new ExampleReader(view, columns, Input, labels.Encode(columns.Find(view.Schema).Label));
        using var digest = new DataDigest(Input, Vocabulary);
        var rows = NewBuffer();
        while (reader.ReadInto(_ => rows, cancellationToken))
            digest.AddLastOf(rows, reader.Added);
        Unlabeled = rows;
        Summary = Summary with { UnlabeledRows = rows.Count, UnlabeledSha256 = digest.Finish() };
        LongestSequence = Math.Max(LongestSequence, rows.LongestLength());
        if (_whole is not null)
            _windows[0] = RowsInEpoch;
    }
}
