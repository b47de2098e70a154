using System.Diagnostics;
using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>ML.NET's metrics of a model, and the time that scoring took.</summary>
internal static class Measurement
{
    /// <summary>The label's column while a model is measured.</summary>
    internal const string LabelColumn = OwnColumns.LabelToMeasure;

    /// <param name="mlContext">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">Texts that it was not trained on, with their labels in <see cref="LabelColumn"/>.</param>
    /// <param name="name">What errors call the rows.</param>
    /// <exception cref="FailureException">The rows can't be measured on, such as those of one class alone.</exception>
    internal static MetricsReport Run(MLContext mlContext, LoadedModel model, MappedRows rows, string name) =>
        Run(mlContext, model, model.Texts.Transform(rows.View), rows.Count, name);

    /// <param name="mlContext">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="scored">What the model makes of the rows, scored when they are read.</param>
    /// <param name="count">How many rows.</param>
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
