using System.Diagnostics;
using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>ML.NET's metrics of a model, and the time that scoring took.</summary>
internal static class Measurement
{
    /// <summary>The column with the labels to measure a model by.</summary>
    internal const string LabelColumn = OwnColumns.LabelToMeasure;

    /// <param name="mlContext">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows that it was not trained on, with their labels in <see cref="LabelColumn"/>.</param>
    /// <param name="name">What errors call the rows.</param>
    /// <exception cref="FailureException">The rows can't measure the model, such as those of one class.</exception>
    internal static MetricsReport Run(MLContext mlContext, LoadedModel model, MappedRows rows, string name) =>
        Run(mlContext, model, model.Texts.Transform(rows.View), rows.Count, name);

    /// <param name="mlContext">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="scored">The rows with scores, computed when they are read.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="name">What errors call the rows.</param>
    /// <inheritdoc cref="Run(MLContext, LoadedModel, MappedRows, string)" path="/exception"/>
    internal static MetricsReport Run(MLContext mlContext, LoadedModel model, IDataView scored, long count, string name)
    {
        var clock = Stopwatch.StartNew();
        var report = model.Task.Evaluate(mlContext, scored, LabelColumn, model.Classes, name);
        double seconds = clock.Elapsed.TotalSeconds;
        return report with
        {
            Trainer = model.Trainer,
            Task = model.Task.Name,
            Rows = count,
            Seconds = seconds,
            RowsPerSecond = count / seconds,
        };
    }
}
