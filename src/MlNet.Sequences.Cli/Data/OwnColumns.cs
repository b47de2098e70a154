using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>
/// The columns that the tool adds to data, next to those that a model reads and makes. Data have no columns of such names, so
/// their own can have any name.
/// </summary>
internal static class OwnColumns
{
    private const string Prefix = "mlnet-sequences: ";

    /// <summary>The label as the data have it.</summary>
    internal const string Label = Prefix + "label";

    /// <summary>Rows with the same value are held out together: a key, missing for independent rows.</summary>
    internal const string SamplingKey = Prefix + "sampling key";

    /// <summary>The line of the file, from 1.</summary>
    internal const string Line = Prefix + "line";

    /// <summary>The label to measure a model by.</summary>
    internal const string LabelToMeasure = Prefix + "label to measure";

    /// <summary>The class that a label names.</summary>
    internal const string Class = Prefix + "class";

    /// <summary>A text as the data have it: number 0 is that of the first requested column.</summary>
    internal static string Text(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}text {number}");

    /// <summary>Copies columns to others.</summary>
    internal static IEstimator<ITransformer> Copy(MLContext mlContext, IEnumerable<(string To, string From)> columns) =>
        columns.Aggregate(
            (IEstimator<ITransformer>)new EstimatorChain<ITransformer>(),
            (steps, column) => steps.Append(mlContext.Transforms.CopyColumns(column.To, column.From)));

    /// <summary>A value to pass through.</summary>
    internal static string Kept(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}kept {number}");
}
