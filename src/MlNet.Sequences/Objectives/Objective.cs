using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// What a network is trained for: what its logits are held against, how well they do, and which columns they become. Made by a
/// <see cref="SequenceTask"/> from the training labels, and saved with the model under the name in its
/// <see cref="ModelPartAttribute"/>.
/// </summary>
internal abstract record Objective
{
    /// <summary>The labels that it is learned from.</summary>
    internal abstract LabelKind LabelKind { get; }

    /// <summary>
    /// The names of the classes in the order of their numbers; none where there are none, or they have no names.
    /// </summary>
    internal virtual IReadOnlyList<string> ClassNames => [];

    /// <summary>The logits for each sequence.</summary>
    internal abstract int Outputs { get; }

    /// <summary>The head that gives them.</summary>
    internal virtual HeadKind Head => new(Outputs);

    /// <summary>The classes; 0 where labels are numbers.</summary>
    internal virtual int Classes => 0;

    /// <summary>The class that the logits of a sequence predict, from 0, where there are classes.</summary>
    internal virtual int ClassOf(ReadOnlySpan<float> logits) =>
        throw new NotSupportedException($"{Describe()} predicts no classes.");

    /// <summary>Notes what is wrong with the settings of a model file.</summary>
    internal abstract void AddViolations(OptionViolations violations);

    /// <summary>
    /// The loss of the user's own that is minimized in place of the objective's; null for the objective's. Not saved.
    /// </summary>
    internal ISequenceLoss? CustomLoss { get; init; }

    /// <summary>The loss of a batch in training.</summary>
    /// <param name="logits">float32 <c>[answers, outputs]</c>: an answer for each sequence, or for each step.</param>
    /// <param name="labels">float32 <c>[answers]</c>, or <c>[answers, width]</c> of targets of several numbers.</param>
    /// <param name="weights">float32 <c>[answers]</c>.</param>
    internal BatchLoss Loss(torch.Tensor logits, torch.Tensor labels, torch.Tensor weights)
    {
        var targets = TargetsOf(labels);
        return BatchLoss.Of(LossOf(logits, targets), Weigh(weights, targets));
    }

    /// <summary>
    /// The loss of each answer before it is weighed, float32 <c>[answers]</c>, of what <see cref="Loss"/> takes.
    /// </summary>
    internal torch.Tensor Losses(torch.Tensor logits, torch.Tensor labels) => LossOf(logits, TargetsOf(labels));

    private torch.Tensor LossOf(torch.Tensor logits, torch.Tensor targets)
    {
        if (Outputs == 1)
            logits = logits.squeeze(-1);                                                        // [answers]
        return CustomLoss is null ? Compute(logits, targets) : Sequences.CustomLoss.Compute(CustomLoss, logits, targets);
    }

    /// <summary>Labels as losses compare them with logits: see <see cref="ISequenceLoss.Compute"/>, as for the next.</summary>
    private protected virtual torch.Tensor TargetsOf(torch.Tensor labels) => labels;

    /// <summary>The objective's own loss.</summary>
    private protected abstract torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets);

    /// <summary>The weights of examples, times those of their classes.</summary>
    private protected virtual torch.Tensor Weigh(torch.Tensor weights, torch.Tensor targets) => weights;

    /// <summary>How many times its own weight an example of a label counts in <see cref="Loss"/>.</summary>
    internal virtual double ClassWeight(float label) => 1;

    /// <summary>
    /// The metrics over all rows, by name; those of <see cref="ValidationMetric"/> that the task has, "Loss" always. What
    /// training adds to the loss, such as smoothed labels or classes' weights, is no part of them.
    /// </summary>
    /// <param name="logits"><c>[answers × outputs]</c>.</param>
    /// <param name="labels"><c>[answers × width]</c>.</param>
    /// <param name="weights"><c>[answers]</c>.</param>
    internal abstract IReadOnlyDictionary<string, double> Evaluate(float[] logits, float[] labels, float[] weights);

    /// <summary>What messages call it: "binary classification".</summary>
    internal abstract string Describe();

    /// <summary>
    /// Which outputs of a network that was trained for another objective stand for this one's, in this one's order; null where
    /// they stand for something else.
    /// </summary>
    internal abstract IReadOnlyList<int>? OutputsOf(Objective other);

    /// <summary>This objective, in the terms that a network already learned by another of its kind.</summary>
    internal virtual Objective InTermsOf(Objective other) => this;

    /// <summary>What an epoch is judged by unless the options say otherwise.</summary>
    internal abstract ValidationMetric DefaultMetric { get; }

    /// <summary>The columns that a trained model adds.</summary>
    /// <param name="scoreSetId">The number by which ML.NET knows that these columns belong together.</param>
    internal abstract IReadOnlyList<OutputColumn> OutputColumns(uint scoreSetId);

    /// <summary>What a logit of 1 is in the score's unit.</summary>
    internal virtual double ScoreUnit => 1;

    /// <summary>Whether logits that differ by so little may give another predicted label.</summary>
    internal virtual bool IsUndecided(ReadOnlySpan<float> logits, double tolerance) => false;
}
