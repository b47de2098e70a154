using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A view with the scores of an ensemble. A cursor with scores reads the source once for all models, which score in batches.
/// </summary>
internal sealed class EnsembleView(IDataView input, EnsembleMapping mapping, SequenceTransformer step)
    : ScoringView(input, mapping, step)
{
    private protected override DataViewRowCursor Score(DataViewSchema.Column[] columns, Random? rand) =>
        new EnsembleCursor(Source, mapping, columns, rand);

    // One: the models use several threads.
    private protected override DataViewRowCursor[] Score(DataViewSchema.Column[] columns, int n, Random? rand) =>
        [Score(columns, rand)];
}
