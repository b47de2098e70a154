using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>A transformer that adds a network's scores, whatever computes them.</summary>
internal interface IScoringTransformer
{
    IScoringNetwork Network { get; }

    /// <summary>The input with the scores added. Cursors stop between batches when the token is cancelled.</summary>
    IDataView Transform(IDataView input, CancellationToken cancellationToken);
}
