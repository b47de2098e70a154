using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// What a network is trained for: the loss of its logits, their metrics, and the columns that they become. Made by a <see
/// cref="SequenceTask"/> from the training labels, and saved with the model under the name in its <see
/// cref="ModelPartAttribute"/>.
/// </summary>
internal abstract record Objective
{
    /// <summary>The same objective, predicting true above another score.</summary>
    /// <exception cref="InvalidOperationException">It is another task's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not a number.</exception>
    internal BinaryObjective WithThreshold(float threshold)
    {
        if (this is not BinaryObjective binary)
            throw new InvalidOperationException(
                $"Only binary classification has a threshold; the model's task is {ModelParts<Objective>.NameOf(this)}. " +
                "Compare its scores yourself.");
        if (float.IsNaN(threshold))
            throw new ArgumentOutOfRangeException(
                nameof(threshold), threshold, "The threshold must be a number. Use a value of Score.");
        return binary with { Threshold = threshold };
    }

    /// <summary>The kind of labels that it accepts.</summary>
    internal abstract LabelKind LabelKind { get; }

    /// <summary>
    /// The names of the classes in the order of their numbers; empty if there are none, or they have no names.
    /// </summary>
    internal virtual IReadOnlyList<string> ClassNames => [];

    /// <summary>The number of logits for each answer.</summary>
    internal abstract int Outputs { get; }

    /// <summary>The head that computes them.</summary>
    internal virtual HeadKind Head => new(Outputs);

    /// <summary>Whether rows have labels that differ from what the sequences say.</summary>
    internal virtual bool HasLabels => true;

    /// <summary>The number of classes; 0 if labels are numbers.</summary>
    internal virtual int Classes => 0;

    /// <summary>The class that the logits of a sequence predict, from 0, if there are classes.</summary>
    internal virtual int ClassOf(ReadOnlySpan<float> logits) =>
        throw new NotSupportedException($"{Describe()} does not predict classes.");

    /// <summary>Adds the violations in a model file's settings.</summary>
    internal abstract void AddViolations(OptionViolations violations);

    /// <summary>
    /// The user's loss that is minimized instead of the objective's; null for the objective's. Not saved.
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
    /// The loss of each answer before weighting, float32 <c>[answers]</c>, for the arguments of <see cref="Loss"/>.
    /// </summary>
    internal torch.Tensor Losses(torch.Tensor logits, torch.Tensor labels) => LossOf(logits, TargetsOf(labels));

    private torch.Tensor LossOf(torch.Tensor logits, torch.Tensor targets)
    {
        if (Outputs == 1)
            logits = logits.squeeze(-1);                                                        // [answers]
        return CustomLoss is null ? Compute(logits, targets) : Sequences.CustomLoss.Compute(CustomLoss, logits, targets);
    }

    /// <summary>
    /// The Kullback-Leibler divergence of the distribution that logits predict from that of other logits, for objectives that
    /// predict one.
    /// </summary>
    /// <param name="logits">float32 <c>[answers, outputs]</c>, constants.</param>
    /// <param name="others">float32 <c>[answers, outputs]</c>.</param>
    /// <returns>float32 <c>[answers]</c>.</returns>
    internal virtual torch.Tensor Divergence(torch.Tensor logits, torch.Tensor others) =>
        throw new NotSupportedException($"{Describe()} does not predict a distribution.");

    /// <summary>Labels as the targets of losses: see <see cref="ISequenceLoss.Compute"/>.</summary>
    internal virtual torch.Tensor TargetsOf(torch.Tensor labels) => labels;

    /// <summary>The objective's own loss.</summary>
    internal abstract torch.Tensor Compute(torch.Tensor logits, torch.Tensor targets);

    /// <summary>The weights of examples, multiplied by those of their classes.</summary>
    internal virtual torch.Tensor Weigh(torch.Tensor weights, torch.Tensor targets) => weights;

    /// <summary>The factor of an example's weight in <see cref="Loss"/>, by its label.</summary>
    internal virtual double ClassWeight(float label) => 1;

    /// <summary>
    /// The metrics over all rows, by name; those of <see cref="ValidationMetric"/> that the task has, and always "Loss". They
    /// exclude training's modifications of the loss, such as smoothed labels and class weights.
    /// </summary>
    /// <param name="logits"><c>[answers × outputs]</c>.</param>
    /// <param name="labels"><c>[answers × width]</c>.</param>
    /// <param name="weights"><c>[answers]</c>.</param>
    internal abstract IReadOnlyDictionary<string, double> Evaluate(float[] logits, float[] labels, float[] weights);

    /// <summary>Its name in messages: "binary classification".</summary>
    internal abstract string Describe();

    /// <summary>
    /// The outputs of a network trained for another objective that correspond to this one's, in this one's order; null if they
    /// mean something else.
    /// </summary>
    internal abstract IReadOnlyList<int>? OutputsOf(Objective other);

    /// <summary>This objective, in the terms of another of its kind that a network was trained for.</summary>
    internal virtual Objective InTermsOf(Objective other) => this;

    /// <summary>The default metric to compare epochs by.</summary>
    internal abstract ValidationMetric DefaultMetric { get; }

    /// <summary>The columns that a trained model adds.</summary>
    /// <param name="scoreSetId">The number by which ML.NET groups these columns.</param>
    internal abstract IReadOnlyList<OutputColumn> OutputColumns(uint scoreSetId);

    /// <summary>A logit of 1 in the score's unit.</summary>
    internal virtual double ScoreUnit => 1;

    /// <summary>Whether logits within the tolerance may predict another label.</summary>
    internal virtual bool IsUndecided(ReadOnlySpan<float> logits, double tolerance) => false;
}
