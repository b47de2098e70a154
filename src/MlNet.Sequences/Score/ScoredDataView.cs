using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A view with the scores of one model. A cursor with scores reads ahead and scores in batches of similar length.
/// </summary>
internal sealed class ScoredDataView(IDataView input, ScoreMapping mapping, SequenceTransformer step)
    : ScoringView(input, mapping, step)
{
    private protected override DataViewRowCursor Score(DataViewSchema.Column[] columns, Random? rand) =>
        new LookAheadCursor(Source.GetRowCursor(mapping.InputColumnsFor(columns), rand), mapping, columns);

    private protected override DataViewRowCursor[] Score(DataViewSchema.Column[] columns, int n, Random? rand) =>
    [
        .. Source.GetRowCursorSet(mapping.InputColumnsFor(columns), n, rand)
            .Select(cursor => new LookAheadCursor(cursor, mapping, columns)),
    ];
}
