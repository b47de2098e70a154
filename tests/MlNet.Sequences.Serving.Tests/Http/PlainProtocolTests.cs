using System.Net;
using System.Text.Json;

namespace MlNet.Sequences.Serving.Tests;

[TestClass]
public sealed class PlainProtocolTests
{
    private static TestService _limited = null!;

    [ClassInitialize]
    public static async Task Start(TestContext context) => _limited = await TestService.StartAsync(options =>
    {
        options.AddModel("sentiment", TestModels.Binary);
        (options.MaximumTextLength, options.MaximumTextsInRequest, options.MaximumRequestBytes) = (20, 3, 5000);
    });

    [ClassCleanup]
    public static async Task Stop() => await _limited.DisposeAsync();

    [TestMethod]
    public async Task A_text_gets_the_librarys_prediction_to_the_last_bit()
    {
        await using var service = await TestService.StartAsync(options => options.AddModel("sentiment", TestModels.Binary));
        foreach (string text in TestModels.Texts)
        {
            var expected = TestModels.Predict(TestModels.Binary, text).Single();
            var (status, answer) = await service.PostAsync("/predict", $$"""{"text":"{{JsonEncodedText.Encode(text)}}"}""");

            Assert.AreEqual(HttpStatusCode.OK, status);
            Assert.AreEqual("sentiment", answer.GetProperty("model").GetString());
            Assert.AreEqual(1, answer.GetProperty("version").GetInt32());
            Assert.AreEqual(expected.PredictedLabel, answer.GetProperty("label").GetString());
            Assert.AreEqual(expected.Score, answer.GetProperty("score").GetSingle());
            Assert.AreEqual(expected.Probability, answer.GetProperty("probability").GetSingle());
            foreach (var (name, probability) in expected.Probabilities)
                Assert.AreEqual(probability, answer.GetProperty("probabilities").GetProperty(name).GetSingle());
        }
    }

    [TestMethod]
    public async Task Several_texts_are_answered_in_order_by_the_model_that_the_request_names()
    {
        await using var service = await TestService.StartAsync(options => options
            .AddModel("topic", TestModels.Classes).AddModel("stars", TestModels.Numbers).AddModel("topic", TestModels.Binary, 3));
        string texts = string.Join(',', TestModels.Texts.Select(text => $"\"{JsonEncodedText.Encode(text)}\""));

        var (_, stars) = await service.PostAsync("/predict/batch", $$"""{"model":"stars","texts":[{{texts}}]}""");
        Assert.AreSequenceEqual(
            TestModels.Predict(TestModels.Numbers, TestModels.Texts).Select(prediction => prediction.Score!.Value),
            stars.GetProperty("predictions").EnumerateArray().Select(one => one.GetProperty("score").GetSingle()));

        var (_, topics) = await service.PostAsync("/predict/batch", $$"""{"model":"topic","version":1,"texts":[{{texts}}]}""");
        Assert.AreSequenceEqual(
            TestModels.Predict(TestModels.Classes, TestModels.Texts).Select(prediction => prediction.PredictedLabel),
            topics.GetProperty("predictions").EnumerateArray().Select(one => one.GetProperty("label").GetString()));

        var (_, greatest) = await service.PostAsync("/predict/batch", """{"model":"topic","texts":[]}""");
        Assert.AreEqual(3, greatest.GetProperty("version").GetInt32());
        Assert.AreEqual(0, greatest.GetProperty("predictions").GetArrayLength());
    }

    [TestMethod]
    [DataRow("/predict", """{"text":12}""", 400, "text", "a number")]
    [DataRow("/predict", """{}""", 400, "text", "missing")]
    [DataRow("/predict", """{"text":null}""", 400, "text", "missing")]
    [DataRow("/predict", """{"txt":"a"}""", 400, "txt", "Did you mean 'text'?")]
    [DataRow("/predict", """{"text":"a","text":"b"}""", 400, null, "JSON")]
    [DataRow("/predict", """["a"]""", 400, null, "an array of 1")]
    [DataRow("/predict", "", 400, null, "JSON")]
    [DataRow("/predict", """{"text":"a"}}""", 400, null, "JSON")]
    [DataRow("/predict", """{"text":"\ud800"}""", 400, "text", "surrogate")]
    [DataRow("/predict", """{"\ud800":"a"}""", 400, null, "surrogate")]
    [DataRow("/predict", """{"text":"a","version":1e999}""", 400, "version", "above 0")]
    [DataRow("/predict", """{"text":"a","version":99999999999999999999}""", 400, "version", "above 0")]
    [DataRow("/predict", """{"text":"a","version":0}""", 400, "version", "above 0")]
    [DataRow("/predict", """{"text":"a","version":7}""", 404, "version", "The versions: 1")]
    [DataRow("/predict", """{"text":"a","model":"sentimnt"}""", 404, "model", "Did you mean 'sentiment'?")]
    [DataRow("/predict/batch", """{"texts":"a"}""", 400, "texts", "a string")]
    [DataRow("/predict/batch", """{"texts":["a",["b"]]}""", 400, "texts[1]", "an array of 1")]
    [DataRow("/predict/batch", """{"texts":["a","b","c","d"]}""", 413, "texts", "at most 3 items; received 4")]
    [DataRow("/predict/batch", """{"texts":["a","bcdefghijklmnopqrstuvwxyz"]}""", 413, "texts[1]", "at most 20 characters")]
    [DataRow("/predict", """{"text":"bcdefghijklmnopqrstuvwxyz"}""", 413, "text", "at most 20 characters")]
    public async Task A_wrong_request_is_told_which_field_breaks_which_rule(
        string path, string body, int status, string? field, string message)
    {
        var (received, answer) = await _limited.PostAsync(path, body);

        Assert.AreEqual(status, (int)received, answer.ToString());
        Assert.AreEqual(status, answer.GetProperty("status").GetInt32());
        Assert.Contains(message, answer.GetProperty("detail").GetString()!);
        Assert.AreEqual(field, answer.TryGetProperty("field", out var name) ? name.GetString() : null);
    }

    [TestMethod]
    public async Task A_body_that_is_too_large_not_UTF_8_compressed_or_nested_deeply_is_refused()
    {
        var (tooLarge, large) = await _limited.PostAsync("/predict", $$"""{"text":"{{new string('a', 6000)}}"}""");
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, tooLarge);
        Assert.Contains("at most 5000 bytes", large.GetProperty("detail").GetString()!);

        var (notUtf8, bytes) = await _limited.PostBytesAsync("/predict", [.. "{\"text\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        Assert.AreEqual(HttpStatusCode.BadRequest, notUtf8);
        Assert.Contains("UTF-8", bytes.GetProperty("detail").GetString()!);

        var (tooDeep, _) = await _limited.PostAsync("/predict", new string('[', 2000) + new string(']', 2000));
        Assert.AreEqual(HttpStatusCode.BadRequest, tooDeep);

        using var compressed = new ByteArrayContent([1, 2, 3]) { Headers = { ContentEncoding = { "gzip" } } };
        Assert.AreEqual(
            HttpStatusCode.UnsupportedMediaType, (await _limited.Client.PostAsync("/predict", compressed)).StatusCode);
        using var latin = new StringContent("{}", System.Text.Encoding.Latin1, "application/json");
        Assert.AreEqual(HttpStatusCode.UnsupportedMediaType, (await _limited.Client.PostAsync("/predict", latin)).StatusCode);
    }

    [TestMethod]
    public async Task Info_has_the_digest_the_classes_and_the_metrics_of_training_of_each_model()
    {
        await using var service = await TestService.StartAsync(options => options.AddModel("topic", TestModels.Classes));
        var (_, info) = await service.GetAsync("/info");
        var model = info.GetProperty("models")[0];

        Assert.IsTrue(info.GetProperty("ready").GetBoolean());
        Assert.AreEqual(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(TestModels.Classes))),
            model.GetProperty("sha256").GetString());
        Assert.AreSequenceEqual(
            ["topic 0", "topic 1", "topic 2"], model.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
        Assert.AreEqual(60, model.GetProperty("training").GetProperty("rows").GetInt32()
            + model.GetProperty("training").GetProperty("validationRows").GetInt32());
    }

    [TestMethod]
    public async Task A_text_is_never_logged()
    {
        await using var service = await TestService.StartAsync(options => options.AddModel("sentiment", TestModels.Binary));
        await service.PostAsync("/predict", """{"text":"supercalifragilistic"}""");
        await service.PostAsync("/predict", """{"text":["supercalifragilistic"]}""");
        await service.PostAsync("/predict", """{"text":"supercalifragilistic","model":"supercalifragilistic"}""");

        Assert.Contains("status 400, field text", service.Log.All);
        Assert.DoesNotContain("supercalifragilistic", service.Log.All);
    }
}
