using Microsoft.ML;

namespace MlNet.Sequences.Plots;

/// <content>The plots of data that a model has scored, with ML.NET's column names.</content>
public static partial class ModelPlots
{
    private const string Label = "Label";
    private const string Score = "Score";
    private const string Probability = "Probability";

    /// <summary>A histogram of the lengths of a column's sequences.</summary>
    /// <param name="data">The data, read once.</param>
    /// <param name="columnName">
    /// A column of vectors, or of texts, whose words are counted. Missing keys are padding and don't count.
    /// </param>
    /// <param name="limit">The number of tokens of a sequence that a model reads, which is marked; null if it reads all.</param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">
    /// The column does not exist, there are no rows, or the column has neither vectors nor texts.
    /// </exception>
    public static Plot LengthHistogram(IDataView data, string columnName, int? limit = null) =>
        LengthHistogram(SequenceLengths.Read(data, columnName), limit);

    /// <inheritdoc cref="RocCurve(IReadOnlyList{float}, IReadOnlyList{bool}, IReadOnlyList{string})" path="/summary"/>
    /// <param name="data">Scored data, read once.</param>
    /// <param name="labelColumnName">
    /// The column of Boolean labels. Its annotation <c>TrainingLabelValues</c>, two texts, names the classes.
    /// </param>
    /// <param name="scoreColumnName">The column of Single scores.</param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, there are no rows, a score is not finite, or all labels are of one class.
    /// </exception>
    public static Plot RocCurve(IDataView data, string labelColumnName = Label, string scoreColumnName = Score)
    {
        var (scores, labels) = ScoredColumns.Read<float, bool>(
            data, scoreColumnName, nameof(scoreColumnName), labelColumnName, nameof(labelColumnName));
        return RocCurve(scores, labels, ScoredColumns.ClassNames(data, labelColumnName));
    }

    /// <inheritdoc cref="ReliabilityCurve(IReadOnlyList{float}, IReadOnlyList{bool}, int, IReadOnlyList{string})"
    /// path="/summary"/>
    /// <param name="data">Scored data, read once.</param>
    /// <param name="labelColumnName">
    /// The column of Boolean labels. Its annotation <c>TrainingLabelValues</c>, two texts, names the classes.
    /// </param>
    /// <param name="probabilityColumnName">The column of Single probabilities.</param>
    /// <param name="numberOfBins">The number of bins of equal width, from 2 to 100.</param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, there are no rows, a probability is invalid, or the number of bins is out of its
    /// range.
    /// </exception>
    public static Plot ReliabilityCurve(
        IDataView data, string labelColumnName = Label, string probabilityColumnName = Probability, int numberOfBins = 10)
    {
        var (probabilities, labels) = ScoredColumns.Read<float, bool>(
            data, probabilityColumnName, nameof(probabilityColumnName), labelColumnName, nameof(labelColumnName));
        return ReliabilityCurve(probabilities, labels, numberOfBins, ScoredColumns.ClassNames(data, labelColumnName));
    }

    /// <inheritdoc cref="ScoreDistribution(IReadOnlyList{float}, IReadOnlyList{bool}, IReadOnlyList{string})" path="/summary"/>
    /// <param name="data">Scored data, read once.</param>
    /// <param name="labelColumnName">
    /// The column of Boolean labels. Its annotation <c>TrainingLabelValues</c>, two texts, names the classes.
    /// </param>
    /// <param name="scoreColumnName">The column of Single scores, or of probabilities.</param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, there are no rows, or a score is not finite.
    /// </exception>
    public static Plot ScoreDistribution(IDataView data, string labelColumnName = Label, string scoreColumnName = Score)
    {
        var (scores, labels) = ScoredColumns.Read<float, bool>(
            data, scoreColumnName, nameof(scoreColumnName), labelColumnName, nameof(labelColumnName));
        return ScoreDistribution(scores, labels, ScoredColumns.ClassNames(data, labelColumnName));
    }

    /// <inheritdoc cref="PredictedAgainstActual(IReadOnlyList{float}, IReadOnlyList{float})" path="/summary"/>
    /// <param name="data">Scored data, read once.</param>
    /// <param name="labelColumnName">The column of Single labels.</param>
    /// <param name="scoreColumnName">The column of Single predictions.</param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, there are no rows, or a value is not finite.
    /// </exception>
    public static Plot PredictedAgainstActual(IDataView data, string labelColumnName = Label, string scoreColumnName = Score)
    {
        var (scores, labels) = ScoredColumns.Read<float, float>(
            data, scoreColumnName, nameof(scoreColumnName), labelColumnName, nameof(labelColumnName));
        return PredictedAgainstActual(scores, labels);
    }

    /// <inheritdoc cref="Residuals(IReadOnlyList{float}, IReadOnlyList{float})" path="/summary"/>
    /// <inheritdoc cref="PredictedAgainstActual(IDataView, string, string)" path="/param"/>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, there are no rows, or a value is not finite.
    /// </exception>
    public static Plot Residuals(IDataView data, string labelColumnName = Label, string scoreColumnName = Score)
    {
        var (scores, labels) = ScoredColumns.Read<float, float>(
            data, scoreColumnName, nameof(scoreColumnName), labelColumnName, nameof(labelColumnName));
        return Residuals(scores, labels);
    }
}
