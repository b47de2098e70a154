namespace MlNet.Sequences;

/// <summary>Reads a table row by row. Fields become text only when they are asked for.</summary>
internal interface ITableReader : IDisposable
{
    /// <summary>The names of the columns, as the file has them.</summary>
    IReadOnlyList<string> Header { get; }

    /// <summary>The line on which the row begins, from 1.</summary>
    long Line { get; }

    /// <summary>Goes to the next row; false after the last.</summary>
    /// <exception cref="InvalidDataException">The file is malformed; the message names the line.</exception>
    bool Read();

    /// <summary>The text of a field of the row.</summary>
    string GetField(int column);
}
