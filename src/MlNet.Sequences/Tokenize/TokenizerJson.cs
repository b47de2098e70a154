using System.Text.Encodings.Web;
using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>
/// Reads Hugging Face's <c>tokenizer.json</c>, which has in one file what <c>vocab.txt</c>, or <c>vocab.json</c> and
/// <c>merges.txt</c>, have, and returns it as such files.
/// </summary>
internal static class TokenizerJson
{
    internal const string FileName = "tokenizer.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        TypeInfoResolver = ModelManifest.Json.TypeInfoResolver,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static bool IsName(string path) => Path.GetFileName(path) == FileName;

    /// <summary>The type of the vocabulary: "WordPiece" or "BPE".</summary>
    /// <exception cref="InvalidDataException">The file is invalid, or its vocabulary has another type.</exception>
    internal static string TypeOf(string path)
    {
        var (settings, model) = ModelOf(path);
        return TypeOf(settings, model);
    }

    private static string TypeOf(JsonSettings settings, JsonSettings model)
    {
        // Old files leave the type out; byte pairs alone have merges.
        string type = model.TextOr("type", model.Find("merges") is null ? "WordPiece" : "BPE");
        return type is "WordPiece" or "BPE"
            ? type
            : throw settings.Invalid("type", "must be WordPiece or BPE", $"'{type}'");
    }

    /// <summary>The vocabulary's files.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is invalid.</exception>
    internal static SubwordFiles Read(string path)
    {
        var (settings, model) = ModelOf(path);
        var ids = IdsOf(settings, model);
        if (TypeOf(settings, model) == "WordPiece")
            return new(Content(path, string.Join('\n', ids.OrderBy(entry => entry.Value).Select(entry => entry.Key))), null);
        return new(
            Content(path, JsonSerializer.Serialize(ids, Json)), Content(path, string.Join('\n', MergesOf(settings, model))));
    }

    private static Dictionary<string, int> IdsOf(JsonSettings settings, JsonSettings model)
    {
        var vocabulary = model.Part("vocab") ?? throw settings.Invalid("vocab", "must be an object of tokens and ids", "none");
        var ids = vocabulary.Names().ToDictionary(token => token, vocabulary.Integer, StringComparer.Ordinal);
        foreach (var added in settings.Items("added_tokens"))
            ids[added.Text("content")] = added.Integer("id");
        int[] places = [.. ids.Values.Order()];
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] != i)
                throw settings.Invalid("vocab", "must have the ids from 0 up, each once", $"{places[i]} in place of {i}");
        }

        return ids;
    }

    // "a b" in older files, ["a", "b"] in newer ones.
    private static IEnumerable<string> MergesOf(JsonSettings settings, JsonSettings model)
    {
        if (model.Find("merges") is not { ValueKind: JsonValueKind.Array } merges)
            throw settings.Invalid("merges", "must be a list", "none");
        return merges.EnumerateArray().Select(merge => merge switch
        {
            { ValueKind: JsonValueKind.String } => merge.GetString()!,
            { ValueKind: JsonValueKind.Array } when merge.GetArrayLength() == 2
                && merge.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String) =>
                $"{merge[0].GetString()} {merge[1].GetString()}",
            _ => throw settings.Invalid("merges", "must be a list of two tokens each", merge.GetRawText()),
        });
    }

    private static (JsonSettings File, JsonSettings Model) ModelOf(string path)
    {
        var settings = JsonSettings.Read(path);
        return (settings, settings.Part("model") ?? throw settings.Invalid("model", "must be an object", "none"));
    }

    private static SubwordFiles.Content Content(string path, string text) =>
        new($"'{path}'", System.Text.Encoding.UTF8.GetBytes(text));
}
