namespace MlNet.Sequences;

/// <summary>Turns text into keys of a vocabulary. Reuses buffers; not thread-safe.</summary>
internal interface ITextEncoder
{
    /// <summary>The raw keys of a text's tokens, in their order, none of them 0. Valid until the next call.</summary>
    ReadOnlySpan<uint> Encode(ReadOnlySpan<char> text);

    /// <summary>The raw keys of a pair of texts, one after the other. Valid until the next call.</summary>
    /// <exception cref="NotSupportedException">The tokenizer does not join texts.</exception>
    ReadOnlySpan<uint> EncodePair(ReadOnlySpan<char> first, ReadOnlySpan<char> second) =>
        throw new NotSupportedException("Only tokenizers of subwords join two texts.");
}
