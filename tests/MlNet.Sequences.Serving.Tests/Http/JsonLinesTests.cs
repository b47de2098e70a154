using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace MlNet.Sequences.Serving.Tests;

[TestClass]
public sealed class JsonLinesTests
{
    private static TestService _service = null!;

    [ClassInitialize]
    public static async Task Start(TestContext context) => _service = await TestService.StartAsync(options =>
    {
        options.AddModel("sentiment", TestModels.Binary).AddModel("stars", TestModels.Numbers);
        (options.MaximumQueueLength, options.MaximumTextsInRequest, options.MaximumTextLength) = (70, 70, 5000);
        options.MaximumRequestBytes = 20_000;
    });

    [ClassCleanup]
    public static async Task Stop() => await _service.DisposeAsync();

    [TestMethod]
    public async Task A_stream_longer_than_the_queue_is_answered_line_by_line_in_order()
    {
        string[] texts = [.. Enumerable.Range(0, 1000).Select(i => $"a fine film {i} {TestModels.Texts[i % 7]}")];
        string[] lines = await PostAsync(
            string.Join("\r\n\n", texts.Select(text => $$"""{"text":"{{JsonEncodedText.Encode(text)}}"}""")), "?model=stars");

        Assert.AreSequenceEqual(
            TestModels.Predict(TestModels.Numbers, texts).Select(prediction => prediction.Score!.Value),
            lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("score").GetSingle()));
    }

    [TestMethod]
    public async Task A_wrong_line_is_answered_with_its_error_and_the_others_with_predictions()
    {
        string[] lines = await PostAsync(
            $$"""
            {"text":"fine"}
            {"text":1}
            nonsense
            {"text":"{{new string('a', 6000)}}"}
            {"text":"dull"}
            """, "?model=stars&version=1");

        var expected = TestModels.Predict(TestModels.Numbers, "fine", "dull");
        Assert.HasCount(5, lines);
        Assert.AreEqual(expected[0].Score, JsonDocument.Parse(lines[0]).RootElement.GetProperty("score").GetSingle());
        Assert.Contains("\"field\":\"text\"", lines[1]);
        Assert.Contains("must be JSON", lines[2]);
        Assert.Contains("at most 5000 characters", lines[3]);
        Assert.AreEqual(expected[1].Score, JsonDocument.Parse(lines[4]).RootElement.GetProperty("score").GetSingle());
    }

    [TestMethod]
    public async Task An_answer_comes_while_the_client_still_sends()
    {
        // HttpClient reads no answer before it has sent all.
        using var client = new TcpClient();
        await client.ConnectAsync(_service.Address.Host, _service.Address.Port);
        using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { AutoFlush = true };
        using var reader = new StreamReader(client.GetStream());
        await writer.WriteAsync(
            "POST /predict/batch?model=stars HTTP/1.1\r\nHost: test\r\nContent-Type: application/jsonl\r\n" +
            "Transfer-Encoding: chunked\r\n\r\n");
        foreach (string text in TestModels.Texts)
        {
            string line = $$"""{"text":"{{JsonEncodedText.Encode(text)}}"}""" + "\n";
            await writer.WriteAsync($"{Encoding.UTF8.GetByteCount(line):X}\r\n{line}\r\n");
            string? answer;
            do
                answer = await reader.ReadLineAsync();
            while (answer is not null && !answer.StartsWith('{'));
            Assert.AreEqual(
                TestModels.Predict(TestModels.Numbers, text).Single().Score,
                JsonDocument.Parse(answer!).RootElement.GetProperty("score").GetSingle());
        }

        await writer.WriteAsync("0\r\n\r\n");
    }

    [TestMethod]
    [DataRow("", HttpStatusCode.BadRequest)]
    [DataRow("?model=stars&version=x", HttpStatusCode.BadRequest)]
    [DataRow("?model=unknown", HttpStatusCode.NotFound)]
    public async Task A_stream_names_its_model_in_the_query(string query, HttpStatusCode status)
    {
        using var content = Lines("""{"text":"a"}""");
        using var response = await _service.Client.PostAsync("/predict/batch" + query, content);
        Assert.AreEqual(status, response.StatusCode);
    }

    [TestMethod]
    public async Task A_line_that_is_too_long_ends_the_stream()
    {
        using var content = Lines($$"""{"text":"{{new string('a', 200_000)}}"}""");
        using var response = await _service.Client.PostAsync("/predict/batch?model=stars", content);
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    private static StringContent Lines(string body) => new(body, new MediaTypeHeaderValue("application/x-ndjson"));

    private static async Task<string[]> PostAsync(string body, string query)
    {
        using var content = Lines(body);
        using var response = await _service.Client.PostAsync("/predict/batch" + query, content);
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.AreEqual("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        return (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
