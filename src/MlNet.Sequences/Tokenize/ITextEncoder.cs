namespace MlNet.Sequences;

/// <summary>Turns text into keys of a vocabulary. Reuses buffers; not thread-safe.</summary>
internal interface ITextEncoder
{
    /// <summary>The raw keys of a text's tokens, in their order, none of them 0. Valid until the next call.</summary>
    ReadOnlySpan<uint> Encode(ReadOnlySpan<char> text);
}
