using Microsoft.ML;

namespace MlNet.Sequences;

// Rows without labels.
internal sealed partial class TrainingData
{
    private SequenceBuffer? _withUnlabeled; // the whole, and the rows that got labels

    /// <summary>The rows without labels, on which each epoch trains once they get some; null if there are none.</summary>
    internal SequenceBuffer? Unlabeled { get; private set; }

    /// <summary>The rows that each epoch trains on, with those that get labels.</summary>
    internal long RowsInEpoch => Rows + (Unlabeled?.Count ?? 0);

    /// <summary>Gives each of <see cref="Unlabeled"/>, in its order, a class and a weight.</summary>
    internal void Label(ReadOnlySpan<(int Class, float Weight)> labels)
    {
        _withUnlabeled = NewBuffer();
        for (int i = 0; i < _whole!.Count; i++)
            _withUnlabeled.Add(_whole, i);
        for (int i = 0; i < labels.Length; i++)
            _withUnlabeled.Add(Unlabeled!, i, [labels[i].Class], labels[i].Weight);
    }

    // For data that are kept as a whole.
    private void ReadUnlabeled(IDataView view, CancellationToken cancellationToken)
    {
        var labels = LabelKind.None;
        var columns = new RowColumns(_columns.Feature, _columns.Feature, null, labels.Requirement);
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
