using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CsvHelper;

namespace MlNet.Sequences;

/// <summary>
/// Reads a JSON object from each line. The names in the first object are the header; a value that is missing later, or null, is
/// an empty field, and names that only later objects have are skipped. Values other than strings keep their JSON text. Lines of
/// white space are not rows.
/// </summary>
internal sealed class JsonLinesReader : ITableReader
{
    private readonly CsvReader _lines;
    private readonly TableWarnings _file;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal); // in the header, which may have a name twice
    private readonly List<string> _header = [];
    private readonly Range[] _values; // in the line, at each name's first place
    private char[] _name = new char[256];
    private bool _isFirstRead; // but not returned as a row yet

    /// <exception cref="InvalidDataException">The file is empty, or its first line is not a JSON object.</exception>
    internal JsonLinesReader(Stream stream, TableWarnings file)
    {
        _file = file;
        // Reads whole lines: JSON can't contain the separator.
        _lines = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = '\u0001',
            Mode = CsvMode.NoEscape,
            HasHeader = false,
            SkipEmptyLines = false,
            TrackLineNumbers = true,
        });
        if (!_lines.Read())
            throw new InvalidDataException($"'{file.Path}' is empty: it must have a JSON object on each line.");
        Parse((ref reader, json) =>
        {
            _header.Add(NameAt(ref reader, json));
            reader.Read();
            reader.Skip();
        });
        for (int i = 0; i < _header.Count; i++)
            _places.TryAdd(_header[i], i);
        (_values, _isFirstRead) = (new Range[_header.Count], true);
    }

    private delegate void Property(ref Utf8JsonReader reader, ReadOnlySpan<byte> json);

    public IReadOnlyList<string> Header => _header;

    public long Line => _lines.LineNumber;

    public bool Read()
    {
        long? blank = null;
        while (_isFirstRead || _lines.Read())
        {
            _isFirstRead = false;
            if (Ascii.Trim(_lines.RawRecord) is var trimmed && _lines.RawRecord[trimmed].IsEmpty)
            {
                blank ??= Line;
                continue;
            }

            if (blank is { } line)
                throw _file.EmptyLine(line);
            Array.Clear(_values);
            Parse(TakeField);
            return true;
        }

        return false;
    }

    public string GetField(int column)
    {
        var value = _lines.RawRecord[_values[_places[_header[column]]]];
        return value is [] || value.SequenceEqual("null"u8) ? "" : value[0] == '"' ? TextOf(value, isField: true)
            : Encoding.UTF8.GetString(value);
    }

    public void Dispose() => _lines.Dispose();

    private void TakeField(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        bool isKnown = TryFind(ref reader, json, out int place);
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        if (isKnown)
            _values[place] = start..(int)reader.BytesConsumed;
    }

    private bool TryFind(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out int place)
    {
        var utf8 = reader.ValueSpan;
        if (reader.ValueIsEscaped || !Utf8.IsValid(utf8))
            return _places.TryGetValue(NameAt(ref reader, json), out place);
        if (utf8.Length > _name.Length)
            _name = new char[utf8.Length];
        int length = Encoding.UTF8.GetChars(utf8, _name);
        return _places.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(_name.AsSpan(0, length), out place);
    }

    private string NameAt(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        int start = (int)reader.TokenStartIndex;
        return TextOf(json.Slice(start, reader.ValueSpan.Length + 2), isField: false);
    }

    // A string with its quotation marks. Invalid bytes and halves of surrogate pairs become U+FFFD.
    private string TextOf(ReadOnlySpan<byte> json, bool isField)
    {
        if (Utf8.IsValid(json))
        {
            if (!json.Contains((byte)'\\'))
                return Encoding.UTF8.GetString(json[1..^1]);
        }
        else if (isField)
        {
            _file.WarnOfInvalidBytes(Line);
        }

        string text = Encoding.UTF8.GetString(json), whole = LoneSurrogates.Replace(text);
        if (isField && !ReferenceEquals(text, whole))
            _file.WarnOfLoneSurrogates(Line);
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(whole));
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>Reads the line's object; the action reads from a property's name to the end of its value.</summary>
    private void Parse(Property read)
    {
        try
        {
            var json = _lines.RawRecord;
            var reader = new Utf8JsonReader(json);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                    read(ref reader, json);
                reader.Read(); // throws if anything follows the object
                return;
            }
        }
        catch (JsonException)
        {
            // Reported below.
        }

        throw new InvalidDataException(
            $"'{_file.Path}', line {Line} is not a JSON object. Write one object per line, such as " +
            "{\"text\": \"…\", \"label\": \"…\"}.");
    }
}
