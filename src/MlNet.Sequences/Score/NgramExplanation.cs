namespace MlNet.Sequences;

/// <summary>Why a text scores as it does: the bias and what each of its n-grams adds, which together are the logit
/// exactly.</summary>
/// <param name="Logit">
/// The logit of the class against the others. Two classes: the column Score. Several: the probabilities of <c>Score</c> are the
/// sigmoids of the classes' logits, divided by their sum.
/// </param>
/// <param name="Bias">The logit of a text without any n-gram that the model knows.</param>
/// <param name="Contributions">What each n-gram of the text adds, the strongest first; those that the model does not know add
/// nothing.</param>
public sealed record NgramExplanation(double Logit, double Bias, IReadOnlyList<NgramContribution> Contributions)
{
    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(NgramExplanation), PrintMembers);
}
