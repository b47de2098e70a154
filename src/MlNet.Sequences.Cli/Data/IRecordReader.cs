namespace MlNet.Sequences.Cli;

/// <summary>Gives the records of a table one after the other; the first one is the header.</summary>
internal interface IRecordReader
{
    /// <summary>The line on which the last record began, from 1.</summary>
    long Line { get; }

    /// <summary>The next record, or null at the end. The list is the reader's own and is filled anew by the next call.</summary>
    /// <exception cref="FailureException">The file breaks its form.</exception>
    List<string>? Read();
}
