using System.Text.Json;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// A request of the soak, and whether an answer is right: one that one of the models gives, for all of its texts.
/// </summary>
/// <param name="Path">Where to.</param>
/// <param name="Body">Its JSON.</param>
/// <param name="Status">The status that it must get.</param>
/// <param name="Expects">The numbers that a model answers.</param>
/// <param name="Read">The numbers in an answer.</param>
internal sealed record SoakRequest(
    string Path, string Body, int Status, Func<SoakModel, IEnumerable<float>> Expects, Func<JsonElement, IEnumerable<float>> Read)
{
    internal const string ModelName = "sentiment";

    private static readonly string[] Malformed =
        ["""{"text":12}""", """{"text":"a""", "{\"text\":\"\\ud800\"}", "[]", """{"texts":[1]}"""];

    /// <summary>One of the requests that clients send, most of them predictions for a text.</summary>
    internal static SoakRequest Choose(SoakTexts texts, Random random) => random.Next(20) switch
    {
        < 11 => Of("/predict", texts, [random.Next(texts.All.Length)], (all, i) => $$"""{"text":{{all[0]}}}""", Score),
        < 14 => Of(
            "/predict/batch", texts, Several(texts, random), (all, _) => $$"""{"texts":[{{string.Join(',', all)}}]}""",
            answer => answer.GetProperty("predictions").EnumerateArray().SelectMany(Score)),
        < 16 => Of(
            $"/v2/models/{ModelName}/infer", texts, Several(texts, random),
            (all, count) =>
                $$"""{"inputs":[{"name":"text","shape":[{{count}}],"datatype":"BYTES","data":[{{string.Join(',', all)}}]}],""" +
                """ "outputs":[{"name":"score"}]}""",
            answer => answer.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(value => value.GetSingle())),
        < 18 => Of(
            $"/v1/models/{ModelName}:predict", texts, Several(texts, random),
            (all, _) => $$"""{"instances":[{{string.Join(',', all)}}]}""",
            answer => answer.GetProperty("predictions").EnumerateArray().SelectMany(Score)),
        18 => Explanation(texts, random.Next(texts.Explained.Count())),
        _ => new("/predict", Malformed[random.Next(Malformed.Length)], 400, _ => [], _ => []),
    };

    /// <summary>Whether an answer is one that a model gives.</summary>
    internal bool IsRight(byte[] answer, IEnumerable<SoakModel> models)
    {
        using var document = JsonDocument.Parse(answer);
        float[] numbers = [.. Read(document.RootElement)];
        return models.Any(model => Expects(model).SequenceEqual(numbers));
    }

    private static SoakRequest Explanation(SoakTexts texts, int i) => new(
        "/explain", $$"""{"text":{{Quoted(texts.All[i])}}}""", 200, model => [model.Contributions[i]],
        answer => [answer.GetProperty("tokens")[0].GetProperty("contribution").GetSingle()]);

    private static SoakRequest Of(
        string path, SoakTexts texts, int[] chosen, Func<string[], int, string> write,
        Func<JsonElement, IEnumerable<float>> read) =>
        new(path, write([.. chosen.Select(i => Quoted(texts.All[i]))], chosen.Length), 200,
            model => chosen.Select(i => model.Scores[i]), read);

    private static int[] Several(SoakTexts texts, Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(texts.All.Length))];

    private static IEnumerable<float> Score(JsonElement prediction) => [prediction.GetProperty("score").GetSingle()];

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
