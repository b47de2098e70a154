using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Splits a text file into records: comma-separated by RFC 4180 (a field may stand in quotation marks and then hold commas, line
/// breaks and doubled quotation marks), or tab-separated, where nothing is quoted.
/// </summary>
/// <param name="lines">The file's lines.</param>
/// <param name="name">What errors call the file.</param>
/// <param name="separator">A comma or a tab; quotation marks mean something only with a comma.</param>
internal sealed class RecordReader(LineReader lines, string name, char separator) : IRecordReader
{
    private readonly StringBuilder _field = new();
    private IReadOnlyList<int>? _columns;
    private string[] _fields = [];
    private int[] _places = []; // for each column in the file, the place of its field in _fields, or -1
    private List<string>? _header;

    public long Line { get; private set; }

    public int Count { get; private set; }

    public bool IsBlank { get; private set; }

    public bool HasLoneSurrogates => false;

    public IReadOnlyList<string>? ReadHeader()
    {
        _header = [];
        bool any = ReadRecord();
        var header = _header;
        _header = null;
        return any ? header : null;
    }

    public string[]? Read(IReadOnlyList<int> columns)
    {
        if (columns != _columns)
        {
            (_columns, _fields) = (columns, new string[columns.Count]);
            _places = Enumerable.Repeat(-1, columns.Max() + 1).ToArray();
            for (int i = 0; i < columns.Count; i++)
                _places[columns[i]] = i;
        }

        Array.Fill(_fields, "");
        return ReadRecord() ? _fields : null;
    }

    private bool ReadRecord()
    {
        Count = 0;
        if (!lines.Read())
            return false;

        Line = lines.Number;
        IsBlank = lines.Line.IsEmpty;
        if (separator != ',' || !lines.Line.Contains('"'))
            AddPlain();
        else
            AddQuoted();
        lines.Release();
        return true;
    }

    private void AddPlain()
    {
        foreach (var range in ((ReadOnlySpan<char>)lines.Line).Split(separator))
            Add(lines.Line[range]);
    }

    private void AddQuoted()
    {
        for (int at = 0; ; at++)
        {
            if (at < lines.Line.Length && lines.Line[at] == '"')
            {
                at = ReadQuoted(at + 1);
            }
            else
            {
                int length = lines.Line[at..].IndexOf(separator);
                length = length < 0 ? lines.Line.Length - at : length;
                Add(lines.Line.Slice(at, length));
                at += length;
            }

            if (at == lines.Line.Length)
                return;
        }
    }

    // Returns where the separator after the field stands, or the line's end.
    private int ReadQuoted(int start)
    {
        _field.Clear();
        while (true)
        {
            var rest = lines.Line[start..];
            int quote = rest.IndexOf('"');
            if (quote < 0)
            {
                _field.Append(rest).Append('\n');
                if (!lines.Read())
                    throw Wrong("a quotation mark opens a field and none closes it");
                start = 0;
            }
            else if (quote + 1 < rest.Length && rest[quote + 1] == '"')
            {
                _field.Append(rest[..(quote + 1)]);
                start += quote + 2;
            }
            else
            {
                // Most fields are on one line and need no second copy.
                if (_field.Length == 0)
                    Add(rest[..quote]);
                else
                    Add(_field.Append(rest[..quote]));
                if (_field.Capacity > 1 << 20)
                    (_field.Length, _field.Capacity) = (0, 1 << 10);
                if (quote + 1 < rest.Length && rest[quote + 1] != separator)
                    throw Wrong("something stands between a closing quotation mark and the next comma");
                return start + quote + 1;
            }
        }
    }

    private void Add(ReadOnlySpan<char> field)
    {
        if (PlaceOfNext() is >= 0 and var place)
            _fields[place] = field.ToString();
        else
            _header?.Add(field.ToString());
        Count++;
    }

    private void Add(StringBuilder field)
    {
        if (PlaceOfNext() is >= 0 and var place)
            _fields[place] = field.ToString();
        else
            _header?.Add(field.ToString());
        Count++;
    }

    private int PlaceOfNext() => _header is null && Count < _places.Length ? _places[Count] : -1;

    private FailureException Wrong(string what) =>
        new($"'{name}', line {Line}: {what}. A field with quotation marks in it stands in quotation marks, and each of its own " +
        "is doubled.");
}
