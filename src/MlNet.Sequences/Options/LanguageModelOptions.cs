using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>
/// The options of a language model, which learns from texts alone, without labels: to predict each token from those before it,
/// and in a bidirectional network also from those after it. A classifier of the same network then starts from it (<see
/// cref="SequenceTrainerOptions.ContinueFrom"/>; Dai and Le 2015, "Semi-supervised Sequence Learning").
/// </summary>
/// <remarks>
/// Plain values: change them until the trainer is created, which checks them all at once and throws an <see
/// cref="ArgumentException"/> that lists every violation with the rule, the value received and the remedy.
/// </remarks>
public sealed class LanguageModelOptions
{
    internal const int DefaultNumberOfNegatives = 1_024;
    internal const int DefaultWindowLength = 200;

    /// <summary>
    /// The network, and everything about its fit: <see cref="LstmOptions"/>, <see cref="GruOptions"/> or <see
    /// cref="RnnOptions"/>, of several layers or of one bidirectional layer. Its column of labels is not read; options that are
    /// null have other values here. Default: the defaults of <see cref="LstmOptions"/>.
    /// </summary>
    /// <remarks>
    /// Null means batches of 16 up to 5,000 windows and of 64 for more; as many epochs as make 1,500 steps, but at least 2 and at
    /// most 10; no step dropout; embedding and head dropout of 0.5 up to 2,000 windows, of 0.15 and 0.2 from 20,000 on.
    /// </remarks>
    public SequenceTrainerOptions Network { get; set; } = new LstmOptions();

    /// <summary>
    /// The tokens that the predictions of a training batch are compared with, besides the right one: different ones, drawn again
    /// for each batch by how often they occur, with logits corrected by the logarithm of their expected number (sampled softmax;
    /// Jean et al. 2015, "On Using Very Large Target Vocabulary for Neural Machine Translation"). 0, or more than half of the
    /// vocabulary, compares with all: exact, and many times slower on a CPU with a large vocabulary. Perplexity is always that
    /// over all. 0 or more. Default: 1024.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int NumberOfNegatives { get; set; } = DefaultNumberOfNegatives;

    /// <summary>
    /// The most tokens that a training sequence predicts, in one direction: longer texts are cut into windows of similar length,
    /// which share the token at their ends, so that no token is lost and memory is bounded. Validation texts are cut alike; a
    /// trained model scores whole texts. 1 or more. Default: 200.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int WindowLength { get; set; } = DefaultWindowLength;

    /// <summary>The task, after a check of these options.</summary>
    internal LanguageModelTask CheckedTask()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        if (Network is null)
            violations.Add(nameof(Network), $"must not be null", null, $"set LstmOptions, GruOptions or RnnOptions");
        violations.ThrowIfAny(nameof(LanguageModelOptions));
        return new(NumberOfNegatives, WindowLength);
    }
}
