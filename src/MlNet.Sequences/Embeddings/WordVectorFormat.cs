namespace MlNet.Sequences;

/// <summary>The format of a file of word vectors.</summary>
public enum WordVectorFormat
{
    /// <summary>Text or binary, detected from the file's beginning. The default.</summary>
    Auto,

    /// <summary>
    /// A line per word: the word and its numbers, separated by spaces, in UTF-8. Written by word2vec, GloVe and fastText (.vec),
    /// with or without a first line with the number of words and of numbers per word.
    /// </summary>
    Text,

    /// <summary>
    /// word2vec's binary format: a line with the number of words and of numbers per word; then for each word the word, a space
    /// and its numbers as little-endian float32.
    /// </summary>
    Binary,
}
