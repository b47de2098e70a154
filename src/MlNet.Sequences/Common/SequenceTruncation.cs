namespace MlNet.Sequences;

/// <summary>Which steps a sequence that is too long loses.</summary>
public enum SequenceTruncation
{
    /// <summary>The last ones: the head is kept.</summary>
    Post,

    /// <summary>The first ones: the tail is kept. The default of Keras's <c>pad_sequences</c>.</summary>
    Pre,

    /// <summary>
    /// Those in the middle: the first half of the length, rounded up, and the last half, rounded down, are kept. Long reviews
    /// state their opinion at the ends. (C. Sun et al., "How to Fine-Tune BERT for Text Classification?", 2019, section 5.3.1.)
    /// </summary>
    HeadAndTail,
}
