namespace MlNet.Sequences;

/// <summary>
/// Statistics of the training labels: the weight of each class, or the mean and standard deviation of numbers.
/// </summary>
/// <param name="classes">The number of classes; 0 if labels are numbers.</param>
/// <param name="width">The number of values of a label.</param>
internal sealed class LabelSummary(int classes, int width = 1)
{
    private readonly double[] _weights = new double[classes], _means = new double[width], _squares = new double[width];
    private double _total;
    private long[] _tokens = [];

    /// <summary>The sum of the example weights of each class.</summary>
    internal IReadOnlyList<double> ClassWeights => _weights;

    /// <summary>The mean of each number.</summary>
    internal IReadOnlyList<double> Means => _means;

    /// <summary>The standard deviation of each number; 0 if all labels are equal.</summary>
    internal IReadOnlyList<double> StandardDeviations =>
        [.. _squares.Select(squares => _total > 0 ? Math.Sqrt(squares / _total) : 0)];

    /// <summary>How often each token occurs, in the order of the keys; empty unless tokens are what is learned.</summary>
    internal IReadOnlyList<long> TokenCounts => _tokens;

    /// <summary>Takes in the tokens of a row.</summary>
    /// <param name="tokens">The keys.</param>
    /// <param name="vocabularySize">The number of keys.</param>
    internal void AddTokens(ReadOnlySpan<int> tokens, int vocabularySize)
    {
        if (_tokens.Length < vocabularySize)
            _tokens = new long[vocabularySize];
        foreach (int token in tokens)
            _tokens[token - 1]++;
    }

    /// <summary>Takes in the labels of a row: one, or one for each step, of which some may be missing (NaN).</summary>
    internal void Add(ReadOnlySpan<float> labels, float weight)
    {
        for (; labels.Length > 0; labels = labels[_means.Length..])
        {
            if (weight != 0 && !labels[.._means.Length].Contains(float.NaN))
                AddOne(labels[.._means.Length], weight);
        }
    }

    private void AddOne(ReadOnlySpan<float> label, float weight)
    {
        if (_weights.Length > 0)
            _weights[(int)label[0]] += weight;
        // Mean and squared distances in one pass without cancellation (West 1979); not from the distance to the new mean, which
        // rounds to nothing if this weight dwarfs the earlier ones.
        double before = _total;
        _total += weight;
        for (int i = 0; i < label.Length; i++)
        {
            double distance = label[i] - _means[i];
            _means[i] += distance * weight / _total;
            _squares[i] += weight * (before / _total) * distance * distance;
        }
    }
}
