namespace MlNet.Sequences;

/// <summary>What the training labels tell before training: how much of each class there is, or the mean and the spread of numbers.</summary>
internal sealed class LabelSummary(int classes)
{
    private readonly double[] _weights = new double[classes];
    private double _total, _mean, _squares;

    /// <summary>The sum of the example weights of each class.</summary>
    internal IReadOnlyList<double> ClassWeights => _weights;

    internal double Mean => _mean;

    /// <summary>The standard deviation of the labels; 0 where all are alike.</summary>
    internal double StandardDeviation => _total > 0 ? Math.Sqrt(_squares / _total) : 0;

    internal void Add(float label, float weight)
    {
        if (weight == 0)
            return;
        if (_weights.Length > 0)
            _weights[(int)label] += weight;
        // Mean and squared distances in one pass without cancellation (West 1979); not by the distance from the new mean, which is
        // rounded to nothing where this weight dwarfs those before.
        double before = _total, distance = label - _mean;
        _total += weight;
        _mean += distance * weight / _total;
        _squares += weight * (before / _total) * distance * distance;
    }
}
