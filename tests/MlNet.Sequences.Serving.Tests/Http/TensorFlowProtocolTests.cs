using System.Net;

namespace MlNet.Sequences.Serving.Tests;

[TestClass]
public sealed class TensorFlowProtocolTests
{
    private static TestService _service = null!;

    [ClassInitialize]
    public static async Task Start(TestContext context) => _service = await TestService.StartAsync(options => options
        .AddModel("topic", TestModels.Classes).AddModel("topic", TestModels.Classes, 2).AddModel("stars", TestModels.Numbers));

    [ClassCleanup]
    public static async Task Stop() => await _service.DisposeAsync();

    [TestMethod]
    [DataRow("""{"instances":["a film","dull"]}""", "predictions")]
    [DataRow("""{"instances":[{"text":"a film"},{"b64":"ZHVsbA=="}],"signature_name":"serving_default"}""", "predictions")]
    [DataRow("""{"instances":[["a film"],["dull"]]}""", "predictions")]
    [DataRow("""{"inputs":["a film","dull"]}""", "outputs")]
    [DataRow("""{"inputs":{"text":["a film","dull"]}}""", "outputs")]
    public async Task Predict_takes_rows_and_columns(string body, string form)
    {
        var (status, answer) = await _service.PostAsync("/v1/models/stars:predict", body);
        Assert.AreEqual(HttpStatusCode.OK, status, answer.ToString());
        Assert.AreSequenceEqual(
            TestModels.Predict(TestModels.Numbers, "a film", "dull").Select(prediction => prediction.Score!.Value),
            answer.GetProperty(form).EnumerateArray().Select(one => one.GetProperty("score").GetSingle()));
    }

    [TestMethod]
    public async Task Classify_returns_pairs_of_class_and_probability_and_regress_numbers()
    {
        var (_, classes) = await _service.PostAsync(
            "/v1/models/topic/versions/1:classify", """{"examples":[{"text":"about ships"}]}""");
        var expected = TestModels.Predict(TestModels.Classes, "about ships").Single();
        Assert.AreSequenceEqual(
            expected.Probabilities.Select(pair => (pair.Key, pair.Value)),
            classes.GetProperty("results")[0].EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetSingle())));

        var (_, numbers) = await _service.PostAsync("/v1/models/stars:regress", """{"examples":["dull"]}""");
        Assert.AreEqual(
            TestModels.Predict(TestModels.Numbers, "dull").Single().Score, numbers.GetProperty("results")[0].GetSingle());
    }

    [TestMethod]
    public async Task The_status_lists_the_versions()
    {
        var (_, all) = await _service.GetAsync("/v1/models/topic");
        Assert.AreSequenceEqual(
            ["2 AVAILABLE", "1 AVAILABLE"],
            all.GetProperty("model_version_status").EnumerateArray()
                .Select(one => $"{one.GetProperty("version").GetString()} {one.GetProperty("state").GetString()}"));
        var (_, one) = await _service.GetAsync("/v1/models/topic/versions/1");
        Assert.AreEqual(1, one.GetProperty("model_version_status").GetArrayLength());
    }

    [TestMethod]
    [DataRow(":predict", """{}""", "neither")]
    [DataRow(":predict", """{"instances":["a"],"inputs":["a"]}""", "both")]
    [DataRow(":predict", """{"instances":[{"words":"a"}]}""", "words")]
    [DataRow(":predict", """{"instances":[{"b64":"!"}]}""", "instances[0].b64")]
    [DataRow(":predict", """{"instances":[{"b64":"wyg="}]}""", "UTF-8")]
    [DataRow(":predict", """{"instances":[["a","b"]]}""", "instances[0] must be a string")]
    [DataRow(":predict", """{"instances":["a"],"signature_name":"other"}""", "signature_name")]
    [DataRow(":classify", """{"instances":["a"]}""", "examples")]
    [DataRow(":classify", """{"examples":["a"]}""", "no probabilities")]
    public async Task A_wrong_request_gets_the_protocols_error(string verb, string body, string message)
    {
        var (status, answer) = await _service.PostAsync("/v1/models/stars" + verb, body);
        Assert.AreEqual(HttpStatusCode.BadRequest, status, answer.ToString());
        Assert.Contains(message, answer.GetProperty("error").GetString()!);
    }
}
