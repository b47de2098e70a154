using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>How sequences of any length become vectors of one length.</summary>
/// <remarks>
/// Keras's <c>pad_sequences</c> pads and truncates at the front by default; set <see cref="Padding"/> and <see
/// cref="Truncation"/> to <c>Pre</c> for its results.
/// </remarks>
public sealed class PadSequenceOptions
{
    /// <summary>The greatest integer up to which a <see cref="float"/> represents every integer.</summary>
    internal const float GreatestExactKey = 1 << 24;

    internal const int GreatestLength = 1 << 24;

    /// <summary>
    /// The number of steps of every output vector, from 1 to 16777216. Required: there is no default that fits all data.
    /// </summary>
    [Range(1, GreatestLength)]
    public int Length { get; set; }

    /// <summary>At which end short sequences are padded. Default <see cref="SequencePadding.Post"/>.</summary>
    public SequencePadding Padding { get; set; } = SequencePadding.Post;

    /// <summary>Which steps long sequences lose. Default <see cref="SequenceTruncation.Post"/>.</summary>
    public SequenceTruncation Truncation { get; set; } = SequenceTruncation.Post;

    /// <summary>
    /// The value of padding. Default 0. For keys it is a raw key value, an integer from 0 to the number of keys, at most
    /// 16,777,216: 0 is the missing key, which trainers mask; any other is an ordinary token. For numbers it is a finite number
    /// or <see cref="float.NaN"/>. It is written into every channel, and into the output column's annotation "PaddingValue", by
    /// which trainers distinguish padding from data. Steps such as <c>NormalizeMeanVariance</c> drop the annotation and change
    /// the number; trainers then reject the column. NaN stays NaN after them and is always masked: choose it if such a step
    /// follows.
    /// </summary>
    public float PaddingValue { get; set; }

    /// <summary>A copy that the caller's later changes don't affect.</summary>
    internal PadSequenceOptions Copy() => (PadSequenceOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">One or more values are out of their range; the message lists every one.</exception>
    internal void Validate()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        if (float.IsInfinity(PaddingValue))
            violations.Add(
                nameof(PaddingValue), $"must be finite or NaN", PaddingValue, $"set 0, NaN, or a number that no step has");
        violations.ThrowIfAny(nameof(PadSequenceOptions));
    }
}
