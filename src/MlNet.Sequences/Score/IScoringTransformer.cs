using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>A transformer that adds a model's scores, whatever computes them.</summary>
internal interface IScoringTransformer
{
    /// <summary>The one network that computes the scores; null if several models do.</summary>
    IScoringNetwork? Network { get; }

    /// <summary>The meaning of the scores.</summary>
    Objective Objective { get; }

    /// <summary>The column with the labels that was trained on; null if the model does not say.</summary>
    string? LabelColumnName => null;

    /// <summary>Whether an exported graph computes the scores, in place of the trained network.</summary>
    bool IsExported => false;

    /// <summary>
    /// The same model for another owner: its weights are freed when all of its owners have disposed theirs. Null if the owner has
    /// nothing to dispose, because the model belongs to the first one alone, or to the garbage collector.
    /// </summary>
    (IScoringTransformer Model, IDisposable? Owned) Share() => (this, null);

    /// <summary>The input with the scores added. Cursors stop between batches when the token is canceled.</summary>
    IDataView Transform(IDataView input, CancellationToken cancellationToken);
}
