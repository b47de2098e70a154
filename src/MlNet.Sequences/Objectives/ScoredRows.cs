namespace MlNet.Sequences;

/// <summary>Rows with labels and a network's scores, for an <see cref="ISequenceMetric"/>.</summary>
/// <remarks>
/// If each step has a label, a row here is a step. Scores are the values of a model's column "Score": the logit for two classes
/// (above 0 means true), the probability of each class for more, and the prediction in the label's unit for regression.
/// </remarks>
public sealed class ScoredRows
{
    private readonly float[] _scores;
    private readonly float[] _labels;
    private readonly float[] _weights;

    /// <summary>Creates rows, for testing a metric.</summary>
    /// <param name="scores">The scores, row by row; equally many for each row.</param>
    /// <param name="labels">The labels likewise: 0 or 1, the number of the class from 0, or the numbers of a regression.</param>
    /// <param name="weights">A weight for each row.</param>
    /// <exception cref="ArgumentException">The numbers of scores or labels are not multiples of the number of rows.</exception>
    public ScoredRows(float[] scores, float[] labels, float[] weights)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Length == 0 ? scores.Length + labels.Length > 0
            : scores.Length % weights.Length + labels.Length % weights.Length > 0)
            throw new ArgumentException(
                $"Each row must have equally many scores and labels; received {scores.Length} scores and {labels.Length} " +
                $"labels for {weights.Length} weights; give each row a weight and the same number of scores and of labels.");
        (_scores, _labels, _weights) = (scores, labels, weights);
    }

    /// <summary>The number of rows.</summary>
    public int Count => _weights.Length;

    /// <summary>The scores of a row: one, or one for each class or each number of a vector.</summary>
    /// <param name="row">The row, from 0.</param>
    public ReadOnlySpan<float> ScoresOf(int row) => Of(_scores, row);

    /// <summary>The labels of a row: one, or one for each number of a vector.</summary>
    /// <param name="row">The row, from 0.</param>
    public ReadOnlySpan<float> LabelsOf(int row) => Of(_labels, row);

    /// <summary>The weight of a row: 1 without a column of weights, 0 where a step's label is missing.</summary>
    /// <param name="row">The row, from 0.</param>
    public float WeightOf(int row) => _weights[row];

    private ReadOnlySpan<float> Of(float[] values, int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        int width = values.Length / Count;
        return values.AsSpan(row * width, width);
    }
}
