using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>How texts become vectors by a pretrained encoder.</summary>
public sealed class EmbedTextOptions
{
    /// <summary>
    /// How the states of all tokens become one vector. Null, the default: as the folder's <c>1_Pooling/config.json</c> of
    /// sentence-transformers says, or the mean without one.
    /// </summary>
    public SequencePooling? Pooling { get; set; }

    /// <summary>
    /// Whether vectors are scaled to length 1, so that their dot product is the cosine of their angle. Null, the default: yes if
    /// the folder has <c>2_Normalize</c> of sentence-transformers.
    /// </summary>
    public bool? Normalize { get; set; }

    /// <summary>
    /// The most tokens of a text, those at its start and its end included; 3 or more, and not more than the encoder has positions
    /// for. Null, the default: what the folder's files say.
    /// </summary>
    [Range(3, int.MaxValue)]
    public int? MaximumLength { get; set; }

    /// <summary>Which tokens a longer text loses. Default <see cref="SequenceTruncation.Post"/>.</summary>
    public SequenceTruncation Truncation { get; set; } = SequenceTruncation.Post;

    /// <summary>
    /// A Text column with a second text for each row, so that the vector is that of both. Null, the default: one text.
    /// </summary>
    public string? SecondInputColumnName { get; set; }
}
