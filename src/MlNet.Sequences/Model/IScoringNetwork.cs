namespace MlNet.Sequences;

/// <summary>A trained network as scoring sees it, whatever computes it.</summary>
internal interface IScoringNetwork
{
    /// <summary>The kind of its sequences.</summary>
    SequenceInput Input { get; }

    /// <summary>Its tokens' words, in the order of their keys; null if unknown, and for numbers.</summary>
    PrimitiveValues? Vocabulary { get; }

    /// <summary>The meaning of its logits.</summary>
    Objective Objective { get; }

    /// <summary>The column with the sequences.</summary>
    string FeatureColumnName { get; }

    /// <summary>
    /// Writes the logits of each sequence, in the layout of <see cref="LogitLayout"/>. Thread-safe.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, which is checked before each batch.</exception>
    void Score(SequenceBuffer sequences, Memory<float> logits, CancellationToken cancellationToken = default);
}
