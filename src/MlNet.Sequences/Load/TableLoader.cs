using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>Makes views of tables and tagged sentences. A file whose name ends with .gz is decompressed.</summary>
internal static class TableLoader
{
    internal static IDataView LoadCsv(IHostEnvironment environment, string path, CsvOptions options)
    {
        if (!char.IsAscii(options.Separator) || options.Separator is '"' or '\r' or '\n')
        {
            throw new ArgumentException(
                $"{nameof(CsvOptions.Separator)} must be a character of ASCII, and neither a quotation mark nor a line break; " +
                $"received '{options.Separator}'.", nameof(options));
        }

        // A copy: views read files later.
        var (separator, allowQuoting) = (options.Separator, options.AllowQuoting);
        var copy = new CsvOptions { Separator = separator, AllowQuoting = allowQuoting };
        var warnings = new TableWarnings(environment, path);
        return new TableView(() => OpenTable(path, stream => new CsvTableReader(stream, copy, warnings)), options.LineColumnName)
        {
            Source = new($"csv {(int)separator} {allowQuoting} {options.LineColumnName}", [Path.GetFullPath(path)]),
        };
    }

    internal static IDataView LoadJsonLines(IHostEnvironment environment, string path, JsonLinesOptions options)
    {
        var warnings = new TableWarnings(environment, path);
        return new TableView(() => OpenTable(path, stream => new JsonLinesReader(stream, warnings)), options.LineColumnName)
        {
            Source = new($"json lines {options.LineColumnName}", [Path.GetFullPath(path)]),
        };
    }

    internal static IDataView LoadConll(IHostEnvironment environment, string path, ConllOptions options)
    {
        options.Validate();
        InputFile.Check(path);
        var copy = options.Copy(); // views read files later
        var warnings = new TableWarnings(environment, path);
        bool isConllu = InputFile.Uncompressed(path).EndsWith(".conllu", StringComparison.OrdinalIgnoreCase);
        return new ConllView(() => Open(path, stream => new ConllReader(stream, copy, isConllu, warnings)), copy)
        {
            Source = new(
                $"conll {copy.TokenColumnIndex} {copy.TagColumnIndex} {copy.LineColumnName}", [Path.GetFullPath(path)]),
        };
    }

    private static ITableReader OpenTable(string path, Func<Stream, ITableReader> read) =>
        Open(path, stream => stream is WholeGzipStream packed ? new CompressedTableReader(packed, read) : read(stream));

    private static T Open<T>(string path, Func<Stream, T> read)
    {
        InputFile.Check(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0,
            FileOptions.SequentialScan);
        try
        {
            return read(InputFile.IsCompressed(path) ? new WholeGzipStream(file, $"'{path}'") : file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
