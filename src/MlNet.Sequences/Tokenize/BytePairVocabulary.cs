using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>
/// Reads the two files of a byte-pair tokenizer: <c>vocab.json</c>, a JSON object of tokens and their ids, and <c>merges.txt</c>,
/// the two tokens of a merge per line, in order of priority.
/// </summary>
internal static class BytePairVocabulary
{
    private const string Remedy = "Use an undamaged copy of the file.";

    /// <summary>The tokens in the order of their ids, any of which may be missing.</summary>
    /// <exception cref="InvalidDataException">The file is empty, not such JSON, or has a token or an id twice.</exception>
    internal static string[] Parse(SubwordFiles.Content file)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var tokens = new SortedDictionary<int, string>();
        using var json = ParseJson(file);
        foreach (var property in json.RootElement.EnumerateObject())
        {
            string token = NameOf(property, file);
            if (token.Length == 0)
                throw Broken(file, "has an empty token", Remedy);
            if (property.Value.ValueKind != JsonValueKind.Number || !property.Value.TryGetInt32(out int id) || id < 0)
                throw Broken(
                    file, $"has {Shortened(property.Value.GetRawText())} as the id of '{token}'",
                    "Ids are whole numbers from 0. If this is a tokenizer.json, write its \"vocab\" and \"merges\" to separate " +
                    "files.");
            if (!ids.TryAdd(token, id))
                throw Broken(file, $"has the token '{token}' twice, with the ids {ids[token]} and {id}", "Remove one.");
            if (!tokens.TryAdd(id, token))
                throw Broken(file, $"has the id {id} for '{tokens[id]}' and for '{token}'", "Give one of them another id.");
        }

        return tokens.Count > 0 ? [.. tokens.Values] : throw Broken(file, "has no token", Remedy);
    }

    /// <summary>The merges, each two tokens separated by a space.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is empty or has no merge; or a line isn't two tokens, is repeated, or names a token that the vocabulary lacks.
    /// </exception>
    internal static string[] ParseMerges(SubwordFiles.Content file, IEnumerable<string> tokens)
    {
        var known = tokens.ToHashSet(StringComparer.Ordinal);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] lines = file.Lines();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (line.Length == 0 || line.StartsWith("#version", StringComparison.Ordinal))
                continue;
            if (line.Split(' ') is not [{ Length: > 0 } left, { Length: > 0 } right])
                throw BrokenMerge(file, i, $"is '{Shortened(line)}'", Remedy);
            if (new[] { left, right, left + right }.FirstOrDefault(token => !known.Contains(token)) is { } stranger)
                throw BrokenMerge(
                    file, i, $"merges '{left}' and '{right}' to '{left + right}', and the vocabulary has no '{stranger}'",
                    "Use the merges.txt and the vocab.json of the same tokenizer.");
            if (!places.TryAdd(line, i))
                throw BrokenMerge(file, i, $"repeats line {places[line] + 1}", "Remove one.");
        }

        return places.Count > 0
            ? [.. places.OrderBy(place => place.Value).Select(place => place.Key)]
            : throw new InvalidDataException(
                $"The merges of byte pairs must be two tokens per line; {file.Name} has none. {Remedy}");
    }

    private static JsonDocument ParseJson(SubwordFiles.Content file)
    {
        try
        {
            var json = JsonDocument.Parse(file.Text());
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json
                : throw Broken(file, "is JSON in another form", Remedy);
        }
        catch (JsonException e)
        {
            throw Broken(file, $"is not JSON in line {e.LineNumber + 1}: {e.Message}", Remedy, e);
        }
    }

    private static string NameOf(JsonProperty property, SubwordFiles.Content file)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw Broken(file, $"has a token that is not text, before the id {property.Value.GetRawText()}", Remedy, e);
        }
    }

    private static string Shortened(string text) => CodePoints.Shorten(text, 40);

    private static InvalidDataException Broken(
        SubwordFiles.Content file, string what, string remedy, Exception? inner = null) => new(
        $"A vocabulary of byte pairs must be a JSON object of tokens and their ids, such as {{\"the\": 12}}; {file.Name} " +
        $"{what}. {remedy}",
        inner);

    private static InvalidDataException BrokenMerge(SubwordFiles.Content file, int line, string what, string remedy) => new(
        $"The merges of byte pairs must be two tokens per line, separated by a space; line {line + 1} of {file.Name} {what}. " +
        $"{remedy}");
}
