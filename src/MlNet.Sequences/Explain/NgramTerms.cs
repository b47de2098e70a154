namespace MlNet.Sequences;

/// <summary>
/// What each token of a text adds to the logits of an n-gram model: the weight of an n-gram is divided equally among its
/// occurrences and their tokens.
/// </summary>
internal sealed class NgramTerms
{
    private readonly NgramWeights _weights;
    private readonly double[] _terms; // [tokens × outputs]
    private readonly double[] _sums; // [outputs]

    internal NgramTerms(NgramWeights weights, ReadOnlySpan<int> tokens)
    {
        _weights = weights;
        (_terms, _sums) = (new double[tokens.Length * weights.Outputs], new double[weights.Outputs]);
        var occurrences = weights.Ngrams.FindAll(tokens);
        double length = ScaledLogisticRegression.UnitLength(occurrences.Count);
        foreach (var (ngram, (size, starts)) in occurrences)
        {
            for (int output = 0; output < weights.Outputs; output++)
            {
                double value = length * weights.WeightOf(ngram, output);
                _sums[output] += value;
                foreach (int start in starts)
                {
                    for (int i = start; i < start + size; i++)
                        _terms[(i * weights.Outputs) + output] += value / (starts.Count * size);
                }
            }
        }
    }

    internal int Outputs => _weights.Outputs;

    internal double Of(int token, int output) => _terms[(token * Outputs) + output];

    /// <summary>An output's logit if every n-gram adds only a fraction, and its derivative by what the n-grams add.</summary>
    internal (double Logit, double Derivative) LogitAt(double fraction, int output)
    {
        double sum = _weights.Biases[output] + (fraction * _sums[output]);
        // See NgramWeights: with several classes it is the logarithm of a probability.
        return Outputs == 1 ? (sum, 1) : (NgramWeights.LogSigmoid(sum), 1 / (1 + Math.Exp(sum)));
    }
}
