using System.Numerics.Tensors;

namespace MlNet.Sequences;

/// <summary>Some points of a <see cref="VectorPath"/>, and what they add to the contributions.</summary>
/// <param name="points">How far each point is, from 0 to 1, and its weight in the mean of the gradients.</param>
/// <param name="score">The number that is explained.</param>
/// <param name="chosen">The class that is explained.</param>
/// <param name="blend">How the logits of a network and of n-grams add up.</param>
/// <param name="terms">What the tokens add to the n-grams' logits; null without n-grams.</param>
internal sealed class PathPart(
    (double At, double Weight)[] points, ExplainedScore score, int chosen, LogitBlend blend, NgramTerms? terms)
{
    internal (double At, double Weight)[] Points => points;

    /// <summary>What the points add to each token.</summary>
    internal double[] Contributions { get; private set; } = [];

    /// <summary>The score at the first point.</summary>
    internal double Baseline { get; private set; }

    /// <summary>
    /// Adds the terms of n-grams. Replaces the network's logits by the weighted derivatives of the score with respect to them.
    /// </summary>
    /// <param name="length">The tokens of the text.</param>
    /// <param name="logits"><c>[points × outputs]</c>.</param>
    internal void AddTerms(int length, float[] logits)
    {
        int outputs = logits.Length / points.Length;
        Contributions = new double[length];
        double[] sums = new double[outputs], derivatives = new double[outputs], ofTerms = new double[outputs];
        for (int i = 0; i < points.Length; i++)
        {
            var own = logits.AsSpan(i * outputs, outputs);
            double[] ngrams = new double[outputs], ofNgrams = new double[outputs];
            for (int output = 0; output < outputs; output++)
            {
                (ngrams[output], ofNgrams[output]) = terms?.LogitAt(points[i].At, output) ?? default;
                sums[output] = (blend.Network * own[output]) + (blend.Ngrams * ngrams[output]) + blend.Bias;
            }

            if (i == 0)
                Baseline = score.Of(sums, chosen);
            score.Derive(sums, chosen, derivatives);
            for (int output = 0; output < outputs; output++)
            {
                double derivative = points[i].Weight * derivatives[output];
                own[output] = (float)(blend.Network * derivative);
                ofTerms[output] += blend.Ngrams * derivative * ofNgrams[output];
            }
        }

        for (int token = 0; token < length && terms is not null; token++)
        {
            for (int output = 0; output < outputs; output++)
                Contributions[token] += ofTerms[output] * terms.Of(token, output);
        }
    }

    /// <summary>Adds the products of the vectors' differences and their gradients.</summary>
    /// <param name="gradients"><c>[points, tokens, width]</c>.</param>
    /// <param name="vectors">The differences, <c>[tokens, width]</c>.</param>
    /// <param name="width">The size of a vector.</param>
    internal void AddGradients(ReadOnlySpan<float> gradients, ReadOnlySpan<float> vectors, int width)
    {
        for (int i = 0; i < points.Length; i++)
        {
            var own = gradients.Slice(i * vectors.Length, vectors.Length);
            for (int token = 0; token < Contributions.Length; token++)
            {
                var (start, end) = (token * width, (token + 1) * width);
                Contributions[token] += TensorPrimitives.Dot(own[start..end], vectors[start..end]);
            }
        }
    }
}
