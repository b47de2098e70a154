namespace MlNet.Sequences;

/// <summary>
/// A way from texts to a classifier, by how much time it may take. docs/accuracy.md has what was measured.
/// </summary>
public enum TextRecipe
{
    /// <summary>A small LSTM with n-grams beside it, which label the texts that have no label.</summary>
    Fast,

    /// <summary>
    /// A bidirectional LSTM that starts from a language model of all texts, with n-grams beside it, which label the texts that
    /// have no label.
    /// </summary>
    Balanced,

    /// <summary>As <see cref="Balanced"/>, with a wider network and a language model that is trained for longer.</summary>
    Accurate,
}
