namespace MlNet.Sequences;

/// <summary>What happens to a series whose rows are not one regular step of time apart.</summary>
public enum IrregularTimes
{
    /// <summary>
    /// Two rows of the same time, or a row that does not follow the one before by one step, are an error that names the series,
    /// the row and the time. The default.
    /// </summary>
    Error,

    /// <summary>
    /// Steps without a row are missing values; of several rows of one step, the last is taken. A time between two steps belongs
    /// to the earlier one.
    /// </summary>
    Fill,
}
