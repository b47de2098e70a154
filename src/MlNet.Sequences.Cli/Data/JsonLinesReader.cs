using System.Text.Json;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Reads a JSON object from each line. The names in the first are the header; a value that a later object lacks, or that is null, is an
/// empty field, and what only later ones have is skipped. What is no string is taken as it is written.
/// </summary>
/// <param name="reader">The file, or anything else that has text.</param>
/// <param name="name">What errors call the file.</param>
internal sealed class JsonLinesReader(TextReader reader, string name) : IRecordReader
{
    private readonly List<string> _fields = [];
    private string[]? _header;
    private string? _first;

    public long Line { get; private set; }

    public List<string>? Read()
    {
        if (_header is null)
        {
            // Read twice: for its names, and again for its values.
            _first = reader.ReadLine();
            if (_first is null)
                return null;
            Line = 1;
            using var first = Parse(_first);
            _header = [.. first.RootElement.EnumerateObject().Select(property => property.Name)];
            return [.. _header];
        }

        string? line = _first ?? reader.ReadLine();
        Line += _first is null ? 1 : 0;
        _first = null;
        if (line is null)
            return null;
        _fields.Clear();
        if (line.Length == 0)
        {
            _fields.Add("");
            return _fields;
        }

        using var record = Parse(line);
        foreach (string column in _header)
            _fields.Add(record.RootElement.TryGetProperty(column, out var value) ? Text(value) : "");
        return _fields;
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private JsonDocument Parse(string line)
    {
        try
        {
            var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new FailureException($"'{name}', line {Line} is no JSON object. Write one object a line, such as {{\"text\": \"…\", \"label\": \"…\"}}.");
    }
}
