namespace MlNet.Sequences;

/// <summary>The weighted sums over predicted numbers that the metrics of a regression are made of.</summary>
internal struct RegressionSums
{
    private double _loss, _squares, _distances, _total;

    /// <param name="loss">The number's loss.</param>
    /// <param name="distance">How far the prediction is from the label, of either sign.</param>
    /// <param name="weight">The example's weight.</param>
    internal void Add(double loss, double distance, double weight)
    {
        AddLoss(loss, weight);
        _squares += weight * distance * distance;
        _distances += weight * Math.Abs(distance);
        _total += weight;
    }

    /// <summary>Adds another loss of a number that is added by itself.</summary>
    internal void AddLoss(double loss, double weight) => _loss += weight * loss;

    /// <summary>The metrics by their names.</summary>
    internal readonly IReadOnlyDictionary<string, double> ToMetrics() => new Dictionary<string, double>
    {
        [MetricNames.Loss] = _loss / _total,
        [MetricNames.RootMeanSquaredError] = Math.Sqrt(_squares / _total),
        [MetricNames.MeanAbsoluteError] = _distances / _total,
    };
}
