namespace MlNet.Sequences;

/// <summary>
/// Reads a table out of a gzip file. If the file breaks off, the error says so, and not what is wrong with the last row.
/// </summary>
internal sealed class CompressedTableReader : ITableReader
{
    private readonly WholeGzipStream _file;
    private readonly ITableReader _table;

    internal CompressedTableReader(WholeGzipStream file, Func<Stream, ITableReader> read)
    {
        _file = file;
        _table = Checked(() => read(file));
    }

    public IReadOnlyList<string> Header => _table.Header;

    public long Line => _table.Line;

    public bool Read() => Checked(_table.Read);

    public string GetField(int column) => _table.GetField(column);

    public void Dispose() => _table.Dispose();

    private T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException)
        {
            _file.CheckWhole();
            throw;
        }
    }
}
