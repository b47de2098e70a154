using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

// Training at perturbed vectors.
public abstract partial class SequenceTrainerOptions
{
    /// <summary>
    /// A second loss, at vectors of the input layer that are moved in the worst direction, which makes predictions smooth around
    /// the training sequences (Miyato et al. 2017, "Adversarial Training Methods for Semi-Supervised Text Classification",
    /// section 3). The virtual form is for classification only, and needs no labels: rows of <see cref="UnlabeledData"/> count as
    /// much as labeled ones. Default: <see cref="AdversarialTraining.None"/>.
    /// </summary>
    /// <remarks>
    /// A step takes two to three times as long, and three to four times in the virtual form. The paper normalizes the embedding,
    /// so that a move can't be made small by making vectors large. Here moves are measured in the standard deviation of each
    /// feature over the batch's steps, which has the same effect and leaves the network as it is. All passes of a step have the
    /// same dropout. The loss that is reported excludes the second one.
    /// </remarks>
    [Category(OptionGroup.Loss)]
    public AdversarialTraining AdversarialTraining { get; set; }

    /// <summary>
    /// <see cref="AdversarialTraining"/>: the Euclidean norm of a sequence's move, over all its steps, in standard deviations of
    /// the features (ε in the paper); above 0. Default: 5.
    /// </summary>
    [Category(OptionGroup.Loss)]
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double AdversarialNorm { get; set; } = 5;

    /// <summary>
    /// <see cref="AdversarialTraining"/>: the factor of the second loss (λ in the paper); above 0. Default: 1.
    /// </summary>
    [Category(OptionGroup.Loss)]
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double AdversarialWeight { get; set; } = 1;
}
