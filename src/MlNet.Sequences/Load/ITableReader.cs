namespace MlNet.Sequences;

/// <summary>Reads a table row by row. Fields become text only when they are asked for.</summary>
internal interface ITableReader : IFileReader
{
    /// <summary>The names of the columns, as the file has them.</summary>
    IReadOnlyList<string> Header { get; }

    /// <summary>The text of a field of the row.</summary>
    string GetField(int column);
}
