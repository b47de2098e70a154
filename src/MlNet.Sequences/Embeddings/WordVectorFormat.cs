namespace MlNet.Sequences;

/// <summary>How a file holds word vectors.</summary>
public enum WordVectorFormat
{
    /// <summary>Text or binary, as the file's beginning shows. The default.</summary>
    Auto,

    /// <summary>
    /// A line for each word: the word and its numbers, a space between, in UTF-8. As word2vec, GloVe and fastText (.vec) write
    /// it, with or without a first line that says how many words and how many numbers each.
    /// </summary>
    Text,

    /// <summary>
    /// word2vec's binary format: a line that says how many words and how many numbers each; then for each word the word, a space
    /// and its numbers as little-endian float32.
    /// </summary>
    Binary,
}
