using System.Globalization;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>The figures of a comparison, as <c>--json</c> prints them.</summary>
internal sealed record CompareReport(
    MachineDescription Machine, int TrainingReviews, int TestReviews, IReadOnlyList<CompareReport.Row> Rows)
{
    /// <param name="Name">What <c>--only</c> calls it.</param>
    /// <param name="Description">What people call it.</param>
    /// <param name="Accuracy">The part of the test reviews whose class is the one that it finds more probable.</param>
    /// <param name="AreaUnderRocCurve">The area under the ROC curve of its probabilities.</param>
    /// <param name="SecondsToTrain">From texts in memory to a model.</param>
    /// <param name="SecondsToScore">From all test texts in memory to probabilities.</param>
    /// <param name="Version">The library and its version.</param>
    /// <param name="NotInstalled">What is missing, where it could not be tried; the figures are null then.</param>
    internal sealed record Row(
        string Name, string Description, double? Accuracy, double? AreaUnderRocCurve, double? SecondsToTrain,
        double? SecondsToScore, string? Version, string? NotInstalled)
    {
        /// <summary>Its line of the table.</summary>
        public override string ToString() => NotInstalled is { } missing
            ? $"| {Description} | not installed: {missing} | | | |"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"| {Description} | {Accuracy * 100:F1} % | {AreaUnderRocCurve:F3} | {SecondsToTrain:F1} | {SecondsToScore:F1} " +
                $"|");
    }

    /// <summary>One measure for all, whatever language they are in.</summary>
    internal static Row Measure(
        MLContext mlContext, string name, string description, Trial trial, IReadOnlyList<Reviews.Row> test)
    {
        if (trial.Probabilities is not { } probabilities)
            return new(name, description, null, null, null, null, null, trial.NotInstalled);
        if (probabilities.Count != test.Count)
            throw new FailureException($"'{name}' scored {probabilities.Count} of {test.Count} reviews: this is a defect.");

        // ML.NET's accuracy is that of scores above 0, which probabilities always are: it measures the curve alone.
        double accuracy = probabilities.Zip(test, (probability, row) => probability > 0.5f == row.Label)
            .Average(isRight => isRight ? 1.0 : 0.0);
        var scored = probabilities.Zip(test, (probability, row) => new Scored { Label = row.Label, Score = probability });
        double area = mlContext.BinaryClassification.EvaluateNonCalibrated(
            mlContext.Data.LoadFromEnumerable(scored)).AreaUnderRocCurve;
        return new(name, description, accuracy, area, trial.SecondsToTrain, trial.SecondsToScore, trial.Version, null);
    }

    /// <summary>The table for people, in Markdown.</summary>
    internal IEnumerable<string> Table()
    {
        yield return Machine.ToString();
        yield return string.Create(
            CultureInfo.InvariantCulture, $"{TrainingReviews:N0} reviews to train on, {TestReviews:N0} to measure on");
        yield return "";
        yield return "| | accuracy | area under the ROC curve | seconds to train | seconds to score |";
        yield return "| --- | --- | --- | --- | --- |";
        foreach (var row in Rows)
            yield return row.ToString();
    }

    private sealed class Scored
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        /// <summary>ML.NET asks for the column, and does not read it.</summary>
        public bool PredictedLabel { get; set; }
    }
}
