namespace MlNet.Sequences;

/// <summary>A trained network as scoring knows it, whatever computes it.</summary>
internal interface IScoringNetwork
{
    /// <summary>What its sequences are made of.</summary>
    SequenceInput Input { get; }

    /// <summary>What its tokens stand for, in the order of their keys; null where that is not known, and for numbers.</summary>
    PrimitiveValues? Vocabulary { get; }

    /// <summary>What its logits stand for.</summary>
    Objective Objective { get; }

    /// <summary>The column with the sequences.</summary>
    string FeatureColumnName { get; }

    /// <summary>
    /// Writes the logits of each sequence, as <see cref="LogitLayout"/> has them. Safe to call from many threads at once.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, which is checked before each batch.</exception>
    void Score(SequenceBuffer sequences, Memory<float> logits, CancellationToken cancellationToken = default);
}
