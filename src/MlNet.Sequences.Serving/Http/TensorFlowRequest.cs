using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MlNet.Sequences.Serving;

/// <summary>Reads requests of TensorFlow Serving's REST API.</summary>
internal static class TensorFlowRequest
{
    private const string Instances = "instances", Inputs = "inputs", Examples = "examples", Signature = "signature_name",
        Text = "text", Base64 = "b64";

    /// <summary>The texts of <c>:predict</c>, by row ("instances") or by column ("inputs").</summary>
    /// <exception cref="PredictionRefusedException">The request breaks a rule.</exception>
    internal static (IReadOnlyList<string> Texts, bool IsByColumn) ReadTexts(JsonElement root, int most)
    {
        JsonFields.RefuseOthers(root, Instances, Inputs, Signature);
        CheckSignature(root);
        var rows = JsonFields.Find(root, Instances);
        var columns = JsonFields.Find(root, Inputs);
        if (rows is null == columns is null)
            throw JsonFields.Wrong(
                Instances, $"A request must have either '{Instances}' or '{Inputs}'; received " +
                $"{(rows is null ? "neither" : "both")}.");
        if (rows is not null)
            return (ReadTexts(rows.Value, Instances, most), false);
        var column = columns!.Value;
        return column is { ValueKind: JsonValueKind.Object } && !IsBase64(column)
            ? (ReadTexts(NamedText(column, Inputs), $"{Inputs}.{Text}", most), true)
            : (ReadTexts(column, Inputs, most), true);
    }

    /// <summary>The texts of <c>:classify</c> and <c>:regress</c>.</summary>
    /// <exception cref="PredictionRefusedException">The request breaks a rule.</exception>
    internal static IReadOnlyList<string> ReadExamples(JsonElement root, int most)
    {
        JsonFields.RefuseOthers(root, Examples, Signature);
        CheckSignature(root);
        return ReadTexts(JsonFields.Require(root, Examples, "the texts"), Examples, most);
    }

    /// <summary>The texts of <c>:explain</c>.</summary>
    /// <exception cref="PredictionRefusedException">The request breaks a rule.</exception>
    internal static IReadOnlyList<string> ReadInstances(JsonElement root, int most)
    {
        JsonFields.RefuseOthers(root, Instances, Signature);
        CheckSignature(root);
        return ReadTexts(JsonFields.Require(root, Instances, "the texts"), Instances, most);
    }

    private static void CheckSignature(JsonElement root)
    {
        if (JsonFields.Find(root, Signature) is { } given && JsonFields.Text(given, Signature) is not "serving_default")
            throw JsonFields.Wrong(Signature, $"{Signature} must be 'serving_default', the only one, or missing.");
    }

    private static List<string> ReadTexts(JsonElement items, string field, int most)
    {
        JsonFields.CheckArray(items, field, most);
        var texts = new List<string>(items.GetArrayLength());
        foreach (var item in items.EnumerateArray())
            texts.Add(ReadText(item, $"{field}[{texts.Count}]"));
        return texts;
    }

    // "a text", {"text": "a text"}, {"b64": "YSB0ZXh0"}, ["a text"]
    private static string ReadText(JsonElement item, string field) => item.ValueKind switch
    {
        JsonValueKind.Array when item.GetArrayLength() == 1 => ReadText(item[0], field),
        JsonValueKind.Object when IsBase64(item) => Decode(item.GetProperty(Base64), $"{field}.{Base64}"),
        JsonValueKind.Object => ReadText(NamedText(item, field), $"{field}.{Text}"),
        _ => JsonFields.Text(item, field),
    };

    private static bool IsBase64(JsonElement item) => item.TryGetProperty(Base64, out _);

    private static JsonElement NamedText(JsonElement item, string field)
    {
        JsonFields.RefuseOthers(item, Text);
        return item.TryGetProperty(Text, out var text) ? text
            : throw JsonFields.Wrong($"{field}.{Text}", $"The field '{field}.{Text}' is missing. Add it.");
    }

    private static string Decode(JsonElement value, string field)
    {
        string base64 = JsonFields.Text(value, field);
        byte[] bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out int count))
            throw JsonFields.Wrong(field, $"{field} must be Base64; received a string that is not.");
        return Utf8.IsValid(bytes.AsSpan(0, count)) ? Encoding.UTF8.GetString(bytes, 0, count)
            : throw JsonFields.Wrong(field, $"{field} must be the Base64 of UTF-8; it has bytes that are not.");
    }
}
