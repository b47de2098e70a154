using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Splits a text file into records: comma-separated by RFC 4180 (a field may stand in quotation marks and then hold commas, line
/// breaks and doubled quotation marks), or tab-separated, where nothing is quoted.
/// </summary>
/// <param name="reader">The file, or anything else that has text.</param>
/// <param name="name">What errors call the file.</param>
/// <param name="separator">A comma or a tab; quotation marks mean something only with a comma.</param>
internal sealed class RecordReader(TextReader reader, string name, char separator) : IRecordReader
{
    private readonly List<string> _fields = [];
    private readonly StringBuilder _field = new();
    private long _nextLine = 1;

    public long Line { get; private set; }

    public List<string>? Read()
    {
        Line = _nextLine;
        if (reader.ReadLine() is not { } line)
            return null;

        _nextLine++;
        _fields.Clear();
        if (separator != ',' || !line.Contains('"', StringComparison.Ordinal))
        {
            foreach (Range range in line.AsSpan().Split(separator))
                _fields.Add(line[range]);
            return _fields;
        }

        int at = 0;
        while (true)
        {
            at = at < line.Length && line[at] == '"' ? ReadQuoted(ref line, at + 1) : ReadPlain(line, at);
            if (at == line.Length)
                return _fields;
            at++;
        }
    }

    private int ReadPlain(string line, int start)
    {
        int end = line.IndexOf(separator, start);
        end = end < 0 ? line.Length : end;
        _fields.Add(line[start..end]);
        return end;
    }

    // Returns where the separator after the field stands, or the line's end.
    private int ReadQuoted(ref string line, int start)
    {
        _field.Clear();
        while (true)
        {
            int quote = line.IndexOf('"', start);
            if (quote < 0)
            {
                _field.Append(line, start, line.Length - start).Append('\n');
                line = reader.ReadLine() ?? throw Wrong("a quotation mark opens a field and none closes it");
                _nextLine++;
                start = 0;
            }
            else if (quote + 1 < line.Length && line[quote + 1] == '"')
            {
                _field.Append(line, start, quote + 1 - start);
                start = quote + 2;
            }
            else
            {
                _field.Append(line, start, quote - start);
                _fields.Add(_field.ToString());
                if (quote + 1 < line.Length && line[quote + 1] != separator)
                    throw Wrong("something stands between a closing quotation mark and the next comma");
                return quote + 1;
            }
        }
    }

    private FailureException Wrong(string what) =>
        new($"'{name}', line {Line}: {what}. A field with quotation marks in it stands in quotation marks, and each of its own is doubled.");
}
