namespace MlNet.Sequences.Serving;

/// <summary>Texts whose predictions are explained, each alone.</summary>
/// <param name="model">The model, leased until the job is over.</param>
/// <param name="texts">The texts, at least one.</param>
/// <param name="options">What to explain, and how.</param>
/// <param name="cancellationToken">Stops an explanation that has begun.</param>
internal sealed class ExplanationJob(
    ServedModel model, IReadOnlyList<string> texts, TokenContributionOptions options, CancellationToken cancellationToken)
    : ScoringJob<TextExplanation>(model, texts)
{
    internal override bool IsCostly => true;

    /// <summary>Explains a text. Failures go to the request that waits.</summary>
    internal void Explain(int index)
    {
        if (IsOver)
            return;
        try
        {
            Complete(index, Model.Explain(Texts[index], options, cancellationToken));
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }
}
