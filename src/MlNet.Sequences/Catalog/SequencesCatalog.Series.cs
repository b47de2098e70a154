using Microsoft.ML;

namespace MlNet.Sequences;

public static partial class SequencesCatalog
{
    /// <summary>
    /// Gathers rows, one for each time step, to sequences, one a row: what the trainers of this library read, from a table of
    /// measurements.
    /// </summary>
    /// <remarks>
    /// The rows of a sequence may lie anywhere. The result has the sequence column, the kept columns and the sequences, in the
    /// order of each sequence's first row. It is read once, when first requested, and held in memory. As an operation on data,
    /// like <c>FilterRowsByColumn</c>, it is not a part of a pipeline or its model file: call it before training and before
    /// scoring.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="input">The rows.</param>
    /// <param name="options">The columns.</param>
    /// <example>
    /// <code>
    /// IDataView sequences = mlContext.Data.CollectSequences(rows, new CollectSequencesOptions
    /// {
    ///     SequenceColumnName = "Machine", TimeColumnName = "Time", InputColumnNames = ["Temperature", "Vibration"],
    ///     KeptColumnNames = ["Label"],
    /// });
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">Options violate a rule; the message lists every violation.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// Thrown when the result is read: the rows of a sequence have different values in a kept column, or a time that is missing
    /// or twice; or there are more numbers than <see cref="CollectSequencesOptions.MaximumNumberOfValues"/>.
    /// </exception>
    public static IDataView CollectSequences(
        this DataOperationsCatalog catalog, IDataView input, CollectSequencesOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return SequenceCollector.Collect(input, options.Copy());
    }

    /// <summary>
    /// Rows of time steps to windows of the last steps, one a row: what the trainers of this library read, from a stream of
    /// measurements that is classified at each step.
    /// </summary>
    /// <remarks>
    /// The rows of a series may lie anywhere. The result has the series, the time and the kept columns of the last row of each
    /// window, and the window, in the order of the last rows. Windows never reach across series. The series are held in memory,
    /// and windows are copied out of them as they are read. As an operation on data, like <c>FilterRowsByColumn</c>, it is not a
    /// part of a pipeline or its model file: call it before training and before scoring. Windows that overlap are alike: hold out
    /// whole series, or the end of each, and not single windows.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="input">The rows.</param>
    /// <param name="options">The columns and the size.</param>
    /// <example>
    /// <code>
    /// IDataView windows = mlContext.Data.SlidingWindow(rows, new SlidingWindowOptions
    /// {
    ///     SeriesColumnName = "Machine", TimeColumnName = "Time", InputColumnNames = ["Temperature", "Vibration"],
    ///     KeptColumnNames = ["Label"], WindowSize = 50, Stride = 10,
    /// });
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">Options violate a rule; the message lists every violation.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// Thrown when the result is read: times are missing, irregular or twice, or there are more numbers than
    /// <see cref="SlidingWindowOptions.MaximumNumberOfValues"/>.
    /// </exception>
    public static IDataView SlidingWindow(this DataOperationsCatalog catalog, IDataView input, SlidingWindowOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return SlidingWindows.Of(input, options.Copy());
    }
}
