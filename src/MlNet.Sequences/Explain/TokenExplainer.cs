namespace MlNet.Sequences;

/// <summary>Computes what each token of a text adds to its score. Thread-safe.</summary>
internal abstract class TokenExplainer : IDisposable
{
    private readonly IScoringNetwork _network;

    private protected TokenExplainer(IScoringNetwork network, int? @class) =>
        (_network, Score) = (network, new ExplainedScore(network.Objective, @class));

    /// <summary>The number that is explained.</summary>
    private protected ExplainedScore Score { get; }

    private protected int Outputs => _network.Objective.Outputs;

    /// <param name="network">The model.</param>
    /// <param name="options">How its scores are explained.</param>
    internal static TokenExplainer Of(IScoringNetwork network, TokenContributionOptions options) =>
        options.Method == TokenContributionMethod.Occlusion
            ? new OcclusionExplainer(network, options.Class)
            : new GradientExplainer(network, options);

    /// <summary>Explains the score of a text.</summary>
    /// <param name="tokens">The text's tokens, without padding.</param>
    /// <param name="threads">The most threads to use; the result does not depend on it.</param>
    /// <param name="cancellationToken">Stops the computation between batches.</param>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    internal Explanation Explain(int[] tokens, int threads, CancellationToken cancellationToken = default)
    {
        float[] logits = LogitsOf([tokens], cancellationToken);
        int chosen = Score.ClassOf(logits);
        double score = Score.Of(logits, chosen);
        var (contributions, baseline) = tokens.Length == 0
            ? ([], score)
            : Explain(tokens, chosen, score, threads, cancellationToken);
        return new(contributions, chosen, score, logits, baseline);
    }

    public virtual void Dispose()
    {
    }

    /// <summary>
    /// The contributions of a text's tokens, of which there is at least one, and the score without information.
    /// </summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="chosen">The class that is explained; -1 in regression.</param>
    /// <param name="score">The score that is explained.</param>
    /// <param name="threads">The most threads to use.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    private protected abstract (float[] Contributions, double Baseline) Explain(
        int[] tokens, int chosen, double score, int threads, CancellationToken cancellationToken);

    /// <summary>The logits of texts, <c>[texts × outputs]</c>, as the model scores them.</summary>
    private protected float[] LogitsOf(IReadOnlyList<int[]> texts, CancellationToken cancellationToken)
    {
        var buffer = new SequenceBuffer(_network.Input);
        foreach (int[] text in texts)
        {
            text.CopyTo(buffer.AppendTokens(text.Length));
            buffer.EndSequence();
        }

        float[] logits = new float[texts.Count * Outputs];
        _network.Score(buffer, logits, cancellationToken);
        return logits;
    }
}
