using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace MlNet.Sequences.Serving.Tests;

/// <summary>A binary, a multiclass, a regression, a tagging and an exported model answer alike by every protocol.</summary>
[TestClass]
public sealed class EveryModelTests
{
    // More than are predicted one by one.
    private static readonly string[] Texts =
        ["", "a fine film about ships", "what a dull film 3", "Grüße aus Köln 🎬", "ships \"and\" trains", "a, b\tc"];

    private static readonly string List = string.Join(',', Texts.Select(Quoted));

    private static TestService _service = null!;

    [ClassInitialize]
    public static async Task Start(TestContext context) => _service = await TestService.StartAsync(options => options
        .AddModel("sentiment", TestModels.Binary).AddModel("topic", TestModels.Classes).AddModel("stars", TestModels.Numbers)
        .AddModel("tags", TestModels.Tags).AddModel("exported", TestModels.Exported));

    [ClassCleanup]
    public static async Task Stop() => await _service.DisposeAsync();

    [TestMethod]
    [DataRow("sentiment")]
    [DataRow("topic")]
    [DataRow("stars")]
    [DataRow("tags")]
    [DataRow("exported")]
    public async Task The_plain_protocol_answers_as_the_library_does(string model)
    {
        foreach (var (text, expected) in Texts.Zip(Expected(model)))
            Check(expected, await AnswerAsync("/predict", $$"""{"model":"{{model}}","text":{{Quoted(text)}}}"""));

        var batch = await AnswerAsync("/predict/batch", $$"""{"model":"{{model}}","texts":[{{List}}]}""");
        Check(Expected(model), batch.GetProperty("predictions"));
    }

    [TestMethod]
    [DataRow("sentiment")]
    [DataRow("topic")]
    [DataRow("stars")]
    [DataRow("tags")]
    [DataRow("exported")]
    public async Task A_stream_of_lines_is_answered_as_the_library_does(string model)
    {
        string lines = string.Concat(Texts.Select(text => $$"""{"text":{{Quoted(text)}}}""" + "\n"));
        using var body = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using var response = await _service.Client.PostAsync($"/predict/batch?model={model}", body);
        string[] answers =
            (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.HasCount(Texts.Length, answers);
        foreach (var (expected, answer) in Expected(model).Zip(answers))
            Check(expected, JsonDocument.Parse(answer).RootElement);
    }

    [TestMethod]
    [DataRow("sentiment", "label,probability,probabilities,score")]
    [DataRow("topic", "label,probability,probabilities")]
    [DataRow("stars", "score")]
    [DataRow("tags", "steps")]
    [DataRow("exported", "label,probability,probabilities,score")]
    public async Task The_Open_Inference_Protocol_answers_as_the_library_does(string model, string outputs)
    {
        var metadata = (await _service.GetAsync($"/v2/models/{model}")).Answer.GetProperty("outputs");
        Assert.AreEqual(
            outputs, string.Join(',', metadata.EnumerateArray().Select(each => each.GetProperty("name").GetString())));

        var answer = await AnswerAsync(
            $"/v2/models/{model}/infer",
            $$"""{"inputs":[{"name":"text","shape":[{{Texts.Length}}],"datatype":"BYTES","data":[{{List}}]}]}""");
        var tensors = answer.GetProperty("outputs").EnumerateArray()
            .ToDictionary(tensor => tensor.GetProperty("name").GetString()!, tensor => tensor.GetProperty("data"));
        Assert.AreEqual(outputs, string.Join(',', tensors.Keys));
        var predictions = Expected(model);
        for (int i = 0; i < predictions.Length; i++)
        {
            var expected = predictions[i];
            if (tensors.TryGetValue("steps", out var steps))
            {
                Check(expected, JsonDocument.Parse(steps[i].GetString()!).RootElement);
                continue;
            }

            if (tensors.TryGetValue("label", out var labels))
            {
                Assert.AreEqual(expected.PredictedLabel, labels[i].GetString());
                AreEqual(expected.Probability, tensors["probability"][i]);
                int classes = expected.Probabilities.Count;
                for (int k = 0; k < classes; k++)
                    AreEqual(expected.Probabilities.Values.ElementAt(k), tensors["probabilities"][i * classes + k]);
            }

            if (tensors.TryGetValue("score", out var scores))
                AreEqual(expected.Score, scores[i]);
        }
    }

    [TestMethod]
    [DataRow("sentiment")]
    [DataRow("topic")]
    [DataRow("stars")]
    [DataRow("tags")]
    [DataRow("exported")]
    public async Task TensorFlow_Servings_predict_answers_as_the_library_does(string model)
    {
        var answer = await AnswerAsync($"/v1/models/{model}:predict", $$"""{"instances":[{{List}}]}""");
        Check(Expected(model), answer.GetProperty("predictions"));
    }

    [TestMethod]
    [DataRow("sentiment", true)]
    [DataRow("topic", true)]
    [DataRow("exported", true)]
    [DataRow("stars", false)]
    [DataRow("tags", false)]
    public async Task TensorFlow_Servings_classify_answers_for_models_of_classes_alone(string model, bool isOfClasses)
    {
        var (status, answer) = await _service.PostAsync($"/v1/models/{model}:classify", $$"""{"examples":[{{List}}]}""");
        if (!isOfClasses)
        {
            Assert.AreEqual(HttpStatusCode.BadRequest, status);
            Assert.Contains("no probabilities of classes", answer.GetProperty("error").GetString()!);
            return;
        }

        foreach (var (expected, result) in Expected(model).Zip(answer.GetProperty("results").EnumerateArray()))
        {
            Assert.AreSequenceEqual(
                expected.Probabilities.Keys, result.EnumerateArray().Select(pair => pair[0].GetString()));
            foreach (var (probability, pair) in expected.Probabilities.Values.Zip(result.EnumerateArray()))
                AreEqual(probability, pair[1]);
        }
    }

    [TestMethod]
    [DataRow("stars", true)]
    [DataRow("sentiment", false)]
    [DataRow("topic", false)]
    [DataRow("tags", false)]
    [DataRow("exported", false)]
    public async Task TensorFlow_Servings_regress_answers_for_models_of_a_number_alone(string model, bool isOfNumber)
    {
        var (status, answer) = await _service.PostAsync($"/v1/models/{model}:regress", $$"""{"examples":[{{List}}]}""");
        if (!isOfNumber)
        {
            Assert.AreEqual(HttpStatusCode.BadRequest, status);
            Assert.Contains("does not predict one number", answer.GetProperty("error").GetString()!);
            return;
        }

        foreach (var (expected, result) in Expected(model).Zip(answer.GetProperty("results").EnumerateArray()))
            AreEqual(expected.Score, result);
    }

    [TestMethod]
    public async Task The_exported_model_has_the_answers_of_the_trained_one()
    {
        foreach (string text in Texts)
        {
            var (trained, exported) = (
                await AnswerAsync("/predict", $$"""{"model":"sentiment","text":{{Quoted(text)}}}"""),
                await AnswerAsync("/predict", $$"""{"model":"exported","text":{{Quoted(text)}}}"""));
            Assert.AreEqual(trained.GetProperty("label").GetString(), exported.GetProperty("label").GetString());
            Assert.AreEqual(trained.GetProperty("score").GetSingle(), exported.GetProperty("score").GetSingle(), 1e-5f);
        }
    }

    private static TextPrediction[] Expected(string model) =>
        TestModels.Predict(_service.Models.Find(model, null).Path, Texts);

    private static async Task<JsonElement> AnswerAsync(string path, string body)
    {
        var (status, answer) = await _service.PostAsync(path, body);
        Assert.AreEqual(HttpStatusCode.OK, status, answer.ToString());
        return answer;
    }

    private static void Check(TextPrediction[] expected, JsonElement answers)
    {
        Assert.AreEqual(expected.Length, answers.GetArrayLength());
        foreach (var (one, answer) in expected.Zip(answers.EnumerateArray()))
            Check(one, answer);
    }

    // The fields of predict --json.
    private static void Check(TextPrediction expected, JsonElement answer)
    {
        string[] names = [.. answer.EnumerateObject().Select(field => field.Name).Except(["model", "version"])];
        if (names.Contains("tags"))
        {
            Assert.AreSequenceEqual(["tokens", "tags", "tagProbabilities"], names);
            foreach (var (field, values) in new (string, string?[])[]
            {
                ("tokens", [.. expected.Steps.Select(step => step.Token)]),
                ("tags", [.. expected.Steps.Select(step => step.PredictedLabel)]),
                ("tagProbabilities",
                    [.. expected.Steps.Select(step => step.Probability?.ToString(CultureInfo.InvariantCulture))]),
            })
            {
                Assert.AreSequenceEqual(values, answer.GetProperty(field).EnumerateArray().Select(
                    value => value.ValueKind == JsonValueKind.String ? value.GetString()
                        : value.GetSingle().ToString(CultureInfo.InvariantCulture)));
            }

            return;
        }

        Assert.AreEqual(expected.PredictedLabel is not null, names.Contains("label"));
        Assert.AreEqual(expected.Score is not null, names.Contains("score"));
        if (expected.Score is not null)
            AreEqual(expected.Score, answer.GetProperty("score"));
        if (expected.PredictedLabel is null)
            return;
        Assert.AreEqual(expected.PredictedLabel, answer.GetProperty("label").GetString());
        AreEqual(expected.Probability, answer.GetProperty("probability"));
        var probabilities = answer.GetProperty("probabilities").EnumerateObject().ToArray();
        Assert.AreSequenceEqual(expected.Probabilities.Keys, probabilities.Select(each => each.Name));
        foreach (var (probability, own) in expected.Probabilities.Values.Zip(probabilities))
            AreEqual(probability, own.Value);
    }

    // ONNX Runtime computes a batch in another order than a row.
    private static void AreEqual(float? expected, JsonElement actual) =>
        Assert.AreEqual(expected!.Value, actual.GetSingle(), 1e-5f);

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
