namespace MlNet.Sequences;

/// <summary>Reads the records of a file, such as rows or sentences, one by one.</summary>
internal interface IFileReader : IDisposable
{
    /// <summary>The line on which the record begins, from 1.</summary>
    long Line { get; }

    /// <summary>Goes to the next record; false after the last.</summary>
    /// <exception cref="InvalidDataException">The file is malformed; the message names the line.</exception>
    bool Read();
}
