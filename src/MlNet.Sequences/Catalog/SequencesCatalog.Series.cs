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
}
