namespace MlNet.Sequences;

/// <summary>
/// Deletes the tokens of texts in an order, and adds up what happens to the probability of their predicted class.
/// </summary>
/// <param name="network">The model.</param>
internal sealed class DeletionCurves(IScoringNetwork network)
{
    /// <summary>The fractions of tokens (DeYoung et al. 2020).</summary>
    private static readonly double[] Fractions = [0.01, 0.05, 0.1, 0.2, 0.5];

    // Trapezoids under the curve.
    private const int Steps = 20;

    private readonly double[] _without = new double[Fractions.Length], _alone = new double[Fractions.Length];
    private double _area;
    private int _texts;

    /// <param name="tokens">A text of one token or more.</param>
    /// <param name="order">The places of its tokens, those that are deleted first at the beginning.</param>
    /// <param name="predicted">Its predicted class.</param>
    /// <param name="logits">The model's logits for the whole text.</param>
    /// <param name="cancellationToken">Stops the scoring.</param>
    internal void Add(int[] tokens, int[] order, int predicted, float[] logits, CancellationToken cancellationToken)
    {
        int[] ranks = new int[tokens.Length];
        for (int rank = 0; rank < order.Length; rank++)
            ranks[order[rank]] = rank;
        int[] counts = [.. Fractions.Select(fraction => (int)Math.Ceiling(fraction * tokens.Length))];
        int[] curve = [.. Enumerable.Range(1, Steps).Select(step => (int)Math.Round((double)step * tokens.Length / Steps))];
        var buffer = new SequenceBuffer(network.Input);
        foreach (int count in (int[])[.. counts, .. curve])
            Append(rank => rank >= count);
        foreach (int count in counts)
            Append(rank => rank < count);

        double[] probabilities = Probabilities(buffer, predicted, cancellationToken);
        double whole = Probability(new ExplainedScore(network.Objective, predicted), logits, predicted);
        double[] points = [whole, .. probabilities[counts.Length..(counts.Length + curve.Length)]];
        for (int i = 0; i < counts.Length; i++)
        {
            _without[i] += whole - probabilities[i];
            _alone[i] += whole - probabilities[counts.Length + curve.Length + i];
        }

        _area += (points.Sum() - ((points[0] + points[^1]) / 2)) / Steps;
        _texts++;

        void Append(Func<int, bool> isKept)
        {
            int[] kept = [.. tokens.Where((_, place) => isKept(ranks[place]))];
            kept.CopyTo(buffer.AppendTokens(kept.Length));
            buffer.EndSequence();
        }
    }

    internal DeletionMetrics ToMetrics()
    {
        return new(Means(_without), Means(_alone), _area / _texts);

        IReadOnlyDictionary<double, double> Means(double[] sums) =>
            Fractions.Zip(sums, (fraction, sum) => KeyValuePair.Create(fraction, sum / _texts)).ToDictionary();
    }

    private double[] Probabilities(SequenceBuffer texts, int predicted, CancellationToken cancellationToken)
    {
        int outputs = network.Objective.Outputs;
        var score = new ExplainedScore(network.Objective, predicted);
        float[] logits = new float[texts.Count * outputs];
        network.Score(texts, logits, cancellationToken);
        return [.. logits.Chunk(outputs).Select(own => Probability(score, own, predicted))];
    }

    private static double Probability(ExplainedScore score, float[] logits, int predicted) =>
        1 / (1 + Math.Exp(-score.Of(logits, predicted)));
}
