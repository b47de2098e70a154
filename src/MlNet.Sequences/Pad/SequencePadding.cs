namespace MlNet.Sequences;

/// <summary>At which end a sequence that is too short is padded.</summary>
public enum SequencePadding
{
    /// <summary>After the last step: the sequence starts the vector.</summary>
    Post,

    /// <summary>Before the first step: the sequence ends the vector. The default of Keras's <c>pad_sequences</c>.</summary>
    Pre,
}
