using System.Globalization;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Plots;

/// <summary>
/// Plots of trainings and of model outputs. Each is drawn immediately, for any number of rows: histograms count, curves and
/// points are thinned to what is visible, and figures such as the area cover all rows. Inputs that can't be drawn are errors that
/// say why.
/// </summary>
public static partial class ModelPlots
{
    private const int MostBins = 100;

    /// <summary>
    /// The losses of a training by epoch, and below them its validation metrics. The kept epoch is marked.
    /// </summary>
    /// <param name="history">The history of a trained model. Epochs whose loss is not finite leave a gap.</param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">The history has no epochs.</exception>
    public static Plot LearningCurves(TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        Check.NotEmpty(history.Epochs.Count, "epochs", nameof(history));
        return LearningChart.Draw(history);
    }

    /// <summary>
    /// The training losses of a learning-rate range test by the rate, on a scale of powers of ten, with the suggested rate
    /// marked.
    /// </summary>
    /// <param name="range">
    /// The result of <see cref="SequenceTrainer.FindLearningRate"/>. If training diverged, the losses leave the picture.
    /// </param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">The test has no steps.</exception>
    public static Plot LearningRateRange(LearningRateRange range)
    {
        ArgumentNullException.ThrowIfNull(range);
        Check.NotEmpty(range.Points.Count, "steps", nameof(range));
        return RangeChart.Draw(range);
    }

    /// <summary>A histogram of sequence lengths.</summary>
    /// <param name="lengths">The length of each sequence in tokens, 0 or above.</param>
    /// <param name="limit">The number of tokens of a sequence that a model reads, which is marked; null if it reads all.</param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">There are no lengths, or a length or the limit is negative.</exception>
    public static Plot LengthHistogram(IReadOnlyList<int> lengths, int? limit = null)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        Check.NotEmpty(lengths.Count, "lengths", nameof(lengths));
        int shortest = lengths.Min();
        if (shortest < 0)
            throw Negative("A length", shortest, nameof(lengths));
        if (limit < 0)
            throw Negative("The limit", limit.Value, nameof(limit));
        return DistributionChart.Lengths(lengths, limit);
    }

    /// <summary>A confusion matrix, as in ML.NET's metrics: true classes in rows, predicted ones in columns.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="classNames">
    /// The classes in the order of the matrix. Null: positive and negative for two classes, else numbers from 1.
    /// </param>
    /// <returns>The plot. With more than 40 classes, it shows those with the most errors.</returns>
    /// <exception cref="ArgumentException">There are no rows, or the numbers of names and classes differ.</exception>
    public static Plot ConfusionMatrix(ConfusionMatrix matrix, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return ConfusionMatrix(matrix.Counts, classNames);
    }

    /// <summary>A confusion matrix of counts.</summary>
    /// <param name="counts">
    /// A row for each true class, with a count of each predicted one, in the same order: square, finite, 0 or above.
    /// </param>
    /// <param name="classNames">
    /// <inheritdoc cref="ConfusionMatrix(ConfusionMatrix, IReadOnlyList{string})"
    /// path="/param[@name='classNames']"/>
    /// </param>
    /// <returns>The plot. With more than 40 classes, it shows those with the most errors.</returns>
    /// <exception cref="ArgumentException">
    /// The counts are not square, negative, not finite or all 0, or the numbers of names and classes differ.
    /// </exception>
    public static Plot ConfusionMatrix(IReadOnlyList<IReadOnlyList<double>> counts, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(counts);
        Check.NotEmpty(counts.Count, "classes", nameof(counts));
        foreach (var row in counts)
        {
            if (row.Count != counts.Count)
                throw Received(
                    "A confusion matrix has a column for each of its rows", $"{counts.Count} rows and one of {row.Count} columns",
                    "Pass a square matrix.", nameof(counts));
            foreach (double count in row)
            {
                if (!(count >= 0 && Check.CanBeDrawn(count)))
                    throw Received("A count must be finite and at least 0", $"{count}", "Correct the matrix.", nameof(counts));
            }
        }

        if (counts.All(row => row.All(count => count == 0)))
            throw Received("There must be rows to count", $"a matrix of zeros", "Measure on at least one row.", nameof(counts));
        var names = classNames ?? (counts.Count == 2
            ? ["positive", "negative"]
            : [.. Enumerable.Range(1, counts.Count).Select(number => number.ToString(CultureInfo.InvariantCulture))]);
        return names.Count == counts.Count
            ? ConfusionChart.Draw([.. counts.Select(row => row.ToArray())], names)
            : throw Received(
                "Each class must have one name", $"{names.Count} names for {counts.Count} classes",
                "Pass the names in the order of the matrix.", nameof(classNames));
    }

    /// <summary>The ROC curve with the area under it: how well scores rank the positive rows above the negative ones.</summary>
    /// <param name="scores">A score for each row, higher for the positive: logits or probabilities, finite.</param>
    /// <param name="labels">Whether each row is positive; some must be, and some must not.</param>
    /// <param name="classNames">
    /// The names of the two classes, the negative one's first, as in <see cref="SequencePredictionTransformer.ClassNames"/>. Null
    /// or empty: positive and negative.
    /// </param>
    /// <returns>The plot. The area is that of all rows, ties counting half.</returns>
    /// <exception cref="ArgumentException">
    /// There are no rows, a score is not finite, the lists differ in length, all labels are of one class, or there are not two
    /// names.
    /// </exception>
    public static Plot RocCurve(IReadOnlyList<float> scores, IReadOnlyList<bool> labels, IReadOnlyList<string>? classNames = null)
    {
        CheckScores(scores, labels);
        return RocChart.Draw(scores, labels, Pair(classNames));
    }

    /// <summary>
    /// The reliability curve: rows in bins by their probability, the fraction of positives in each, and the number of rows in
    /// each. The closer to the diagonal, the better calibrated the probabilities.
    /// </summary>
    /// <param name="probabilities">The probability of the positive class for each row, from 0 to 1.</param>
    /// <param name="labels">Whether each row is positive.</param>
    /// <param name="numberOfBins">The number of bins of equal width, from 2 to 100.</param>
    /// <param name="classNames">
    /// <inheritdoc cref="RocCurve(IReadOnlyList{float}, IReadOnlyList{bool}, IReadOnlyList{string})"
    /// path="/param[@name='classNames']"/>
    /// </param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">
    /// There are no rows, a probability is invalid, the lists differ in length, the number of bins is out of its range, or there
    /// are not two names.
    /// </exception>
    public static Plot ReliabilityCurve(
        IReadOnlyList<float> probabilities, IReadOnlyList<bool> labels, int numberOfBins = 10,
        IReadOnlyList<string>? classNames = null)
    {
        Check.Probabilities(probabilities, nameof(probabilities));
        ArgumentNullException.ThrowIfNull(labels);
        Check.SameCount(probabilities.Count, labels.Count, "probabilities", nameof(labels));
        if (numberOfBins is < 2 or > MostBins)
            throw Received(
                $"The number of bins must be from 2 to {MostBins}", $"{numberOfBins}", "Leave it out for 10.",
                nameof(numberOfBins));
        return ReliabilityChart.Draw(probabilities, labels, numberOfBins, Pair(classNames));
    }

    /// <summary>The distribution of the scores of positive and negative rows.</summary>
    /// <param name="scores">A score for each row, finite.</param>
    /// <param name="labels">Whether each row is positive; all may be of one class.</param>
    /// <param name="classNames">
    /// <inheritdoc cref="RocCurve(IReadOnlyList{float}, IReadOnlyList{bool}, IReadOnlyList{string})"
    /// path="/param[@name='classNames']"/>
    /// </param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">
    /// There are no rows, a score is not finite, the lists differ in length, or there are not two names.
    /// </exception>
    public static Plot ScoreDistribution(
        IReadOnlyList<float> scores, IReadOnlyList<bool> labels, IReadOnlyList<string>? classNames = null)
    {
        CheckScores(scores, labels);
        return DistributionChart.Scores(scores, labels, Pair(classNames));
    }

    /// <summary>The predictions of a regression against the labels, a point for each of at most 2,000 rows.</summary>
    /// <param name="scores">The predicted values, finite.</param>
    /// <param name="labels">The actual values, finite.</param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">There are no rows, a value is not finite, or the lists differ in length.</exception>
    public static Plot PredictedAgainstActual(IReadOnlyList<float> scores, IReadOnlyList<float> labels)
    {
        CheckValues(scores, labels);
        return PredictedChart.Draw(scores, labels);
    }

    /// <summary>A histogram of a regression's errors: the predicted minus the actual value.</summary>
    /// <inheritdoc cref="PredictedAgainstActual(IReadOnlyList{float}, IReadOnlyList{float})"/>
    public static Plot Residuals(IReadOnlyList<float> scores, IReadOnlyList<float> labels)
    {
        CheckValues(scores, labels);
        return DistributionChart.Residuals(scores, labels);
    }

    private static ClassPair Pair(IReadOnlyList<string>? classNames) => classNames is null or { Count: 0 or 2 }
        ? new ClassPair(classNames)
        : throw Received(
            "Two classes have two names", $"{classNames.Count} names",
            "Pass that of the negative class and that of the positive one.", nameof(classNames));

    private static void CheckScores(IReadOnlyList<float> scores, IReadOnlyList<bool> labels)
    {
        Check.Finite(scores, "scores", nameof(scores));
        ArgumentNullException.ThrowIfNull(labels);
        Check.SameCount(scores.Count, labels.Count, "scores", nameof(labels));
    }

    private static void CheckValues(IReadOnlyList<float> scores, IReadOnlyList<float> labels)
    {
        Check.Finite(scores, "scores", nameof(scores));
        Check.Finite(labels, "labels", nameof(labels));
        Check.SameCount(scores.Count, labels.Count, "scores", nameof(labels));
    }

    private static ArgumentException Negative(string what, int value, string parameter) =>
        Received($"{what} must be at least 0", $"{value}", "Correct it.", parameter);

    private static ArgumentException Received(string rule, FormattableString value, string remedy, string parameter) =>
        new($"{rule}; received {value.ToString(CultureInfo.InvariantCulture)}. {remedy}", parameter);
}
