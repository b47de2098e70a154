using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace MlNet.Sequences;

/// <summary>Reads fields between separators.</summary>
internal sealed class CsvTableReader : ITableReader
{
    private readonly CsvReader _rows;
    private readonly CsvOptions _options;
    private readonly TableWarnings _file;
    private CsvMalformedReason? _malformed; // of the row

    /// <exception cref="InvalidDataException">The file has no header.</exception>
    internal CsvTableReader(Stream stream, CsvOptions options, TableWarnings file)
    {
        (_options, _file) = (options, file);
        _rows = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = options.Separator,
            Mode = options.AllowQuoting ? CsvMode.Rfc4180 : CsvMode.NoEscape,
            HasHeader = false, // CsvHelper has other rules for matching it
            SkipEmptyLines = false,
            TrackLineNumbers = true,
            OnMalformedRecord = row => _malformed = row.Reason,
        });
        if (!_rows.Read())
            throw new InvalidDataException(
                $"'{file.Path}' is empty: it must have a header with the names of its columns, and rows.");
        CheckQuotes();
        Header = [.. Enumerable.Range(0, _rows.FieldCount).Select(GetField)];
    }

    public IReadOnlyList<string> Header { get; }

    public long Line => _rows.LineNumber;

    public bool Read()
    {
        long? blank = null;
        while (true)
        {
            _malformed = null;
            if (!_rows.Read())
                return false; // empty lines at the end of the file are ignored
            if (_rows.RawRecord.IsEmpty && Header.Count > 1)
            {
                blank ??= Line;
                continue;
            }

            // In a table of one column an empty line is an empty text; in others it is an error.
            if (blank is { } line)
                throw _file.EmptyLine(line);
            CheckQuotes();
            if (_rows.FieldCount != Header.Count)
                throw WrongCount();
            return true;
        }
    }

    public string GetField(int column)
    {
        var utf8 = _rows.GetSpan(column);
        if (!Utf8.IsValid(utf8))
            _file.WarnOfInvalidBytes(Line);
        string text = Encoding.UTF8.GetString(utf8);
        // A line break in a quoted field becomes a line feed, whatever ends the file's lines.
        return text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
    }

    public void Dispose() => _rows.Dispose();

    // Quotation marks inside an unquoted field are text. Only the first error of a row is reported.
    private void CheckQuotes()
    {
        if (_malformed == CsvMalformedReason.StrayQuote)
        {
            for (int i = 0; i < _rows.FieldCount && _malformed == CsvMalformedReason.StrayQuote; i++)
                _malformed = FaultOf(_rows.GetRawSpan(i)) ?? _malformed;
        }

        string? what = _malformed switch
        {
            CsvMalformedReason.UnterminatedQuote => "an opening quotation mark is never closed",
            CsvMalformedReason.TextAfterClosingQuote => "a closing quotation mark is not followed by a separator",
            _ => null,
        };
        if (what is not null)
        {
            throw new InvalidDataException(
                $"'{_file.Path}', line {Line}: {what}. Enclose a field that contains quotation marks in quotation marks, and " +
                $"double those inside.");
        }
    }

    private static CsvMalformedReason? FaultOf(ReadOnlySpan<byte> raw)
    {
        if (raw is not [(byte)'"', ..])
            return null;
        for (raw = raw[1..]; ; raw = raw[2..])
        {
            int quote = raw.IndexOf((byte)'"');
            if (quote < 0)
                return CsvMalformedReason.UnterminatedQuote;
            raw = raw[quote..];
            if (raw.Length == 1)
                return null;
            if (raw[1] != '"')
                return CsvMalformedReason.TextAfterClosingQuote;
        }
    }

    private InvalidDataException WrongCount()
    {
        int count = _rows.FieldCount;
        bool isMore = count > Header.Count;
        string name = NameOf(_options.Separator);
        string remedy = _options.AllowQuoting
            ? $"Enclose a text that contains a {(isMore ? name : "line break")} in quotation marks"
            : isMore ? $"Remove every {name} from the texts"
            : "Texts can't contain line breaks in a file without quoting. Save the table as .csv, with quotation marks around " +
              "such texts";
        return new(
            $"'{_file.Path}', line {Line} has {count} column{(count == 1 ? "" : "s")} and the header has {Header.Count}. " +
            $"{remedy}.");
    }

    private static string NameOf(char separator) => separator switch
    {
        ',' => "comma",
        '\t' => "tab",
        _ => $"'{separator}'",
    };
}
