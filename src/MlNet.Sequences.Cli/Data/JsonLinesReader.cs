using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Reads a JSON object from each line. The names in the first are the header; a value that a later object lacks, or that is null,
/// is an empty field, and what only later ones have is skipped. What is no string is taken as it is written. A line of white
/// space is no record.
/// </summary>
/// <param name="lines">The file's lines.</param>
/// <param name="name">What errors call the file.</param>
internal sealed class JsonLinesReader(LineReader lines, string name) : IRecordReader
{
    private const int MostPooled = 1 << 20;

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal); // of the requested columns
    private IReadOnlyList<string> _header = [];
    private IReadOnlyList<int>? _columns;
    private string[] _fields = [];
    private char[] _property = new char[256];
    private bool _isFirstRead; // but not yet returned as a record

    public long Line => lines.Number;

    public int Count => _header.Count;

    public bool IsBlank { get; private set; }

    public bool HasLoneSurrogates { get; private set; }

    public IReadOnlyList<string>? ReadHeader()
    {
        if (!lines.Read())
            return null;
        var names = new List<string>();
        Parse((ref reader, _) =>
        {
            names.Add(reader.GetString()!);
            reader.Read();
            reader.Skip();
        });
        (_header, _isFirstRead) = (names, true);
        return names;
    }

    public string[]? Read(IReadOnlyList<int> columns)
    {
        if (columns != _columns)
            Choose(columns);

        // The first is read twice: for its names, and again for its values.
        if (!_isFirstRead && !lines.Read())
            return null;
        _isFirstRead = false;
        Array.Fill(_fields, "");
        IsBlank = ((ReadOnlySpan<char>)lines.Line).IsWhiteSpace();
        if (!IsBlank)
            Parse(TakeField);

        // If the header has a name twice, both columns get the one value.
        if (_places.Count < columns.Count)
        {
            for (int i = 0; i < columns.Count; i++)
                _fields[i] = _fields[_places[_header[columns[i]]]];
        }

        lines.Release();
        return _fields;
    }

    private void Choose(IReadOnlyList<int> columns)
    {
        (_columns, _fields) = (columns, new string[columns.Count]);
        _places.Clear();
        for (int i = 0; i < columns.Count; i++)
            _places[_header[columns[i]]] = i;
    }

    private void TakeField(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        int length = reader.ValueSpan.Length;
        if (length > _property.Length)
            _property = new char[length];
        length = reader.CopyString(_property);
        reader.Read();
        if (_places.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(_property.AsSpan(0, length), out int place))
            _fields[place] = Text(ref reader, json);
        else
            reader.Skip();
    }

    private static string Text(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString()!;
        if (reader.TokenType == JsonTokenType.Null)
            return "";
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Encoding.UTF8.GetString(json[start..(int)reader.BytesConsumed]);
    }

    private delegate void Property(ref Utf8JsonReader reader, ReadOnlySpan<byte> json);

    /// <summary>Reads the line's object; the action reads on from a property's name to the end of its value.</summary>
    private void Parse(Property read)
    {
        HasLoneSurrogates |= LoneSurrogates.Replace(lines.Line);
        int length = Encoding.UTF8.GetByteCount(lines.Line);
        byte[] bytes = length > MostPooled ? new byte[length] : ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Encoding.UTF8.GetBytes(lines.Line, bytes);
            var json = bytes.AsSpan(0, length);
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
            // Told below.
        }
        finally
        {
            if (length <= MostPooled)
                ArrayPool<byte>.Shared.Return(bytes);
        }

        throw new FailureException(
            $"'{name}', line {Line} is no JSON object. Write one object a line, such as {{\"text\": \"…\", \"label\": \"…\"}}.");
    }
}
