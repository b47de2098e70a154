using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>
/// The columns that the tool adds to data beside those that a model reads and makes. No data have columns of such names, so a
/// text may stand in a column of any name.
/// </summary>
internal static class OwnColumns
{
    private const string Prefix = "mlnet-sequences: ";

    /// <summary>The label as the data write it.</summary>
    internal const string Label = Prefix + "label";

    /// <summary>The line of the file, from 1.</summary>
    internal const string Line = Prefix + "line";

    /// <summary>The label as a model is measured by it.</summary>
    internal const string LabelToMeasure = Prefix + "label to measure";

    /// <summary>The class that a label is the name of.</summary>
    internal const string Class = Prefix + "class";

    /// <summary>A text as the data have it: that of the first column asked for has number 0.</summary>
    internal static string Text(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}text {number}");

    /// <summary>Copies columns to others.</summary>
    internal static IEstimator<ITransformer> Copy(MLContext mlContext, IEnumerable<(string To, string From)> columns) =>
        columns.Aggregate(
            (IEstimator<ITransformer>)new EstimatorChain<ITransformer>(),
            (steps, column) => steps.Append(mlContext.Transforms.CopyColumns(column.To, column.From)));

    /// <summary>A value that is passed through.</summary>
    internal static string Kept(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}kept {number}");
}
