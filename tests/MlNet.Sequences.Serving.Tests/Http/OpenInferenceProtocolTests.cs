using System.Net;
using System.Text.Json;

namespace MlNet.Sequences.Serving.Tests;

[TestClass]
public sealed class OpenInferenceProtocolTests
{
    private static TestService _service = null!;

    [ClassInitialize]
    public static async Task Start(TestContext context) => _service = await TestService.StartAsync(options =>
    {
        options.AddModel("sentiment", TestModels.Binary).AddModel("topic", TestModels.Classes)
            .AddModel("topic", TestModels.Classes, 2).AddModel("stars", TestModels.Numbers);
        options.MaximumTextsInRequest = 8;
    });

    [ClassCleanup]
    public static async Task Stop() => await _service.DisposeAsync();

    [TestMethod]
    public async Task The_server_is_live_ready_and_named()
    {
        Assert.IsTrue((await _service.GetAsync("/v2/health/live")).Answer.GetProperty("live").GetBoolean());
        Assert.IsTrue((await _service.GetAsync("/v2/health/ready")).Answer.GetProperty("ready").GetBoolean());
        Assert.IsTrue((await _service.GetAsync("/v2/models/topic/versions/2/ready")).Answer.GetProperty("ready").GetBoolean());
        var (_, server) = await _service.GetAsync("/v2");
        Assert.AreEqual("MlNet.Sequences.Serving", server.GetProperty("name").GetString());
        Assert.AreEqual(0, server.GetProperty("extensions").GetArrayLength());
    }

    [TestMethod]
    public async Task Metadata_has_versions_and_tensors_with_variable_batches()
    {
        var (_, topic) = await _service.GetAsync("/v2/models/topic");
        Assert.AreEqual(
            """
            {"name":"topic","versions":["1","2"],"platform":"mlnet-sequences",
            "inputs":[{"name":"text","datatype":"BYTES","shape":[-1]}],
            "outputs":[{"name":"label","datatype":"BYTES","shape":[-1]},
            {"name":"probability","datatype":"FP32","shape":[-1]},
            {"name":"probabilities","datatype":"FP32","shape":[-1,3]}]}
            """.ReplaceLineEndings(""),
            topic.GetRawText());
        var (_, stars) = await _service.GetAsync("/v2/models/stars/versions/1");
        Assert.AreEqual("score", stars.GetProperty("outputs")[0].GetProperty("name").GetString());
    }

    [TestMethod]
    public async Task Texts_are_inferred_into_tensors()
    {
        var (status, answer) = await _service.PostAsync(
            "/v2/models/topic/infer",
            """
            {"id":"42","parameters":{},"inputs":[{"name":"text","shape":[2,1],"datatype":"BYTES","data":[["about ships"],["b"]]}],
             "outputs":[{"name":"probabilities"},{"name":"label"}]}
            """);
        var expected = TestModels.Predict(TestModels.Classes, "about ships", "b");

        Assert.AreEqual(HttpStatusCode.OK, status);
        Assert.AreEqual("topic", answer.GetProperty("model_name").GetString());
        Assert.AreEqual("2", answer.GetProperty("model_version").GetString());
        Assert.AreEqual("42", answer.GetProperty("id").GetString());
        var (probabilities, labels) = (answer.GetProperty("outputs")[0], answer.GetProperty("outputs")[1]);
        Assert.AreEqual("[2,3]", probabilities.GetProperty("shape").GetRawText());
        Assert.AreSequenceEqual(
            expected.SelectMany(prediction => prediction.Scores),
            probabilities.GetProperty("data").EnumerateArray().Select(value => value.GetSingle()));
        Assert.AreSequenceEqual(
            expected.Select(prediction => prediction.PredictedLabel),
            labels.GetProperty("data").EnumerateArray().Select(value => value.GetString()));
    }

    [TestMethod]
    [DataRow("""{"inputs":[]}""", "one tensor")]
    [DataRow("""{"inputs":{}}""", "an array")]
    [DataRow("""{"inputs":[1]}""", "inputs[0] must be an object")]
    [DataRow("""{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":["a"]}]}""", "inputs[0].name must be 'text'")]
    [DataRow("""{"inputs":[{"name":"text","shape":[1],"datatype":"FP32","data":[1]}]}""", "inputs[0].datatype")]
    [DataRow("""{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":[1]}]}""", "inputs[0].data[0]")]
    [DataRow("""{"inputs":[{"name":"text","shape":[2],"datatype":"BYTES","data":["a"]}]}""", "inputs[0].shape")]
    [DataRow("""{"inputs":[{"name":"text","shape":[],"datatype":"BYTES","data":["a"]}]}""", "inputs[0].shape")]
    [DataRow("""{"inputs":[{"name":"text","shape":[1e99],"datatype":"BYTES","data":["a"]}]}""", "inputs[0].shape")]
    [DataRow("""{"inputs":[{"name":"text","shape":[-1],"datatype":"BYTES","data":["a"]}]}""", "inputs[0].shape")]
    [DataRow(
        """{"inputs":[{"name":"text","shape":[2147483647,2147483647,4],"datatype":"BYTES","data":[]}]}""", "inputs[0].shape")]
    [DataRow(
        """{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["a"]}],"outputs":[{"name":"x"}]}""",
        "label, probability, probabilities")]
    [DataRow(
        """{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":3}}]}""", "not supported")]
    public async Task A_wrong_request_gets_the_protocols_error(string body, string message)
    {
        var (status, answer) = await _service.PostAsync("/v2/models/topic/infer", body);

        Assert.AreEqual(HttpStatusCode.BadRequest, status, answer.ToString());
        Assert.Contains(message, answer.GetProperty("error").GetString()!);
    }

    [TestMethod]
    [DataRow("/v2/models/x")]
    [DataRow("/v2/models/topic/versions/3")]
    [DataRow("/v2/models/topic/versions/x/ready")]
    [DataRow("/v1/models/x")]
    [DataRow("/v1/models/topic/versions/99999999999")]
    public async Task An_unknown_model_or_version_is_not_found(string path)
    {
        var (status, answer) = await _service.GetAsync(path);
        Assert.AreEqual(HttpStatusCode.NotFound, status);
        Assert.AreEqual(JsonValueKind.String, answer.GetProperty("error").ValueKind);
    }
}
