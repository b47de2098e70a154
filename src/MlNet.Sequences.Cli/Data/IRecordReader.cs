namespace MlNet.Sequences.Cli;

/// <summary>Reads the records of a table one after the other, and keeps only the fields of the requested columns.</summary>
internal interface IRecordReader
{
    /// <summary>The line on which the last record began, from 1.</summary>
    long Line { get; }

    /// <summary>The number of fields in the last record.</summary>
    int Count { get; }

    /// <summary>Whether the line of the last record is empty.</summary>
    bool IsBlank { get; }

    /// <summary>Whether a half of a surrogate pair was read, which is not valid text.</summary>
    bool HasLoneSurrogates { get; }

    /// <summary>Reads the names of the columns; null if the file is empty. Call it first.</summary>
    /// <exception cref="FailureException">The file is malformed.</exception>
    IReadOnlyList<string>? ReadHeader();

    /// <summary>Reads the next record's fields of these columns; null at the end. The next call overwrites the array.</summary>
    /// <param name="columns">The columns' places in the header, each once.</param>
    /// <exception cref="FailureException">The file is malformed.</exception>
    string[]? Read(IReadOnlyList<int> columns);
}
