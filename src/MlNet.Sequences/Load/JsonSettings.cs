using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>A JSON file of settings that another library wrote; errors name the file, the setting and the value.</summary>
internal sealed class JsonSettings
{
    private readonly string _path;
    private readonly JsonElement _root;

    private JsonSettings(string path, JsonElement root) => (_path, _root) = (path, root);

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a JSON object.</exception>
    internal static JsonSettings Read(string path)
    {
        InputFile.Check(path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new(path, document.RootElement.Clone())
                : throw new InvalidDataException(
                    $"'{path}' must be a JSON object; received {document.RootElement.ValueKind}. Restore the file.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' must be JSON; it can't be read ({e.Message}). Restore the file.", e);
        }
    }

    /// <summary>The settings of a file, or null if there is no such file.</summary>
    /// <inheritdoc cref="Read" path="/exception[@cref='InvalidDataException']"/>
    internal static JsonSettings? ReadIfExists(string path) => File.Exists(path) ? Read(path) : null;

    /// <summary>A part of the settings, or null.</summary>
    internal JsonSettings? Part(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } part ? new(_path, part) : null;

    internal JsonElement? Find(string name) =>
        _root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    internal string Text(string name) =>
        TextOrNull(name) ?? throw Invalid(name, "must be a text", Describe(name));

    /// <summary>A text, or the content of a token that is described by an object; null if there is none.</summary>
    internal string? TextOrNull(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } token when token.TryGetProperty("content", out var content)
            && content.ValueKind == JsonValueKind.String => content.GetString(),
        _ => throw Invalid(name, "must be a text", Describe(name)),
    };

    /// <summary>The names of all settings.</summary>
    internal IReadOnlyList<string> Names() => [.. _root.EnumerateObject().Select(property => property.Name)];

    /// <summary>The objects of a list; none if there is no such list.</summary>
    internal IReadOnlyList<JsonSettings> Items(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item =>
            item.ValueKind == JsonValueKind.Object
                ? new JsonSettings(_path, item)
                : throw Invalid(name, "must be a list of objects", item.GetRawText()))],
        _ => throw Invalid(name, "must be a list of objects", Describe(name)),
    };

    /// <summary>All values, which must be texts.</summary>
    internal IReadOnlyList<string> Texts() => [.. _root.EnumerateObject().Select(property => Text(property.Name))];

    internal string TextOr(string name, string missing) => TextOrNull(name) ?? missing;

    internal int Integer(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number)
        ? number
        : throw Invalid(name, "must be an integer", Describe(name));

    internal int IntegerOr(string name, int missing) => Find(name) is null ? missing : Integer(name);

    internal double NumberOr(string name, double missing) => Find(name) switch
    {
        null => missing,
        { ValueKind: JsonValueKind.Number } value => value.GetDouble(),
        _ => throw Invalid(name, "must be a number", Describe(name)),
    };

    internal bool? TruthOrNull(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Invalid(name, "must be true or false", Describe(name)),
    };

    internal bool TruthOr(string name, bool missing) => TruthOrNull(name) ?? missing;

    /// <summary>Runs a check of the settings' values, whose failure is the file's.</summary>
    /// <exception cref="InvalidDataException">The check failed.</exception>
    internal void Check(Action check)
    {
        try
        {
            check();
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"'{_path}' is invalid: {e.Message}", e);
        }
    }

    internal InvalidDataException Invalid(string name, string rule, string received) =>
        new($"'{name}' in '{_path}' {rule}; received {received}. Use an unchanged copy of a model that this library reads.");

    private string Describe(string name) => _root.TryGetProperty(name, out var value) ? value.GetRawText() : "nothing";
}
