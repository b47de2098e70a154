using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>ML.NET's metrics of a model that tells two classes apart.</summary>
internal static class BinaryMetrics
{
    /// <param name="mlContext">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">Texts and labels that it was not trained on.</param>
    /// <param name="name">What errors call the rows, at a sentence's start.</param>
    /// <exception cref="FailureException">There are no rows, or those of one class alone.</exception>
    internal static MetricsReport Measure(MLContext mlContext, ITransformer model, IDataView rows, string name)
    {
        var clock = Stopwatch.StartNew();
        CalibratedBinaryClassificationMetrics metrics;
        try
        {
            metrics = mlContext.BinaryClassification.Evaluate(model.Transform(rows));
        }
        catch (Exception e) when (Failures.Unwrap(e) is ArgumentOutOfRangeException { Message: var message } && message.Contains("AUC", StringComparison.Ordinal))
        {
            throw new FailureException($"{name} has texts of one class alone, and what is measured compares two. Add some of the other.", e);
        }

        double seconds = clock.Elapsed.TotalSeconds;
        var counts = metrics.ConfusionMatrix.Counts;
        var confusion = new ConfusionReport((long)counts[0][0], (long)counts[1][0], (long)counts[1][1], (long)counts[0][1]);
        long total = confusion.TruePositives + confusion.FalsePositives + confusion.TrueNegatives + confusion.FalseNegatives;
        return new MetricsReport(
            metrics.Accuracy, metrics.AreaUnderRocCurve, metrics.F1Score, metrics.LogLoss, total, seconds, total / seconds, confusion);
    }
}
