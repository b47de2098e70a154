using System.Net;
using System.Text.Json;
using Microsoft.ML;

namespace MlNet.Sequences.Serving.Tests;

/// <summary>Why a text has its prediction, over HTTP and from the application.</summary>
[TestClass]
public sealed class ExplanationTests
{
    private static TestService _service = null!;

    [ClassInitialize]
    public static async Task Start(TestContext context) => _service = await TestService.StartAsync(options =>
    {
        options.AddModel("sentiment", TestModels.Binary).AddModel("topic", TestModels.Classes)
            .AddModel("stars", TestModels.Numbers).AddModel("tags", TestModels.Tags).AddModel("exported", TestModels.Exported);
        (options.MaximumExplainedSteps, options.MaximumTextLength) = (200, 5000);
    });

    [ClassCleanup]
    public static async Task Stop() => await _service.DisposeAsync();

    [TestMethod]
    [DataRow("sentiment", null, null)]
    [DataRow("sentiment", "occlusion", "false")]
    [DataRow("sentiment", "gradient-times-input", null)]
    [DataRow("topic", null, "topic 2")]
    [DataRow("topic", "occlusion", null)]
    [DataRow("stars", null, null)]
    [DataRow("exported", null, null)]
    [DataRow("exported", "occlusion", "false")]
    public async Task An_explanation_is_the_librarys_to_the_last_bit(string model, string? method, string? className)
    {
        string path = _service.Models.Find(model, null).Path;
        using var predictor = TextPredictor.Load(new MLContext(), path);
        var usual = model == "exported" ? TokenContributionMethod.Occlusion : TokenContributionMethod.IntegratedGradients;
        var options = new TokenContributionOptions
        {
            Method = method is null ? usual
                : Enum.Parse<TokenContributionMethod>(method.Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
            Class = className is null ? null : predictor.ClassNames.ToList().IndexOf(className),
        };
        using var explainer = TextExplainer.Create(predictor, options);

        foreach (string text in TestModels.Texts.Where(text => text.Length < 1000))
        {
            var expected = explainer.Explain(text);
            string fields = (method is null ? "" : $",\"method\":\"{method}\"")
                + (className is null ? "" : $",\"class\":\"{className}\"");
            var (status, answer) = await _service.PostAsync(
                "/explain", $$"""{"model":"{{model}}","text":"{{JsonEncodedText.Encode(text)}}"{{fields}}}""");

            Assert.AreEqual(HttpStatusCode.OK, status, answer.ToString());
            Assert.AreEqual(model, answer.GetProperty("model").GetString());
            Check(expected, answer);
            Assert.AreEqual(
                expected.Prediction.PredictedLabel, answer.TryGetProperty("label", out var label) ? label.GetString() : null);
            Assert.AreEqual(expected.Prediction.Score is not null, answer.TryGetProperty("score", out _));
        }
    }

    [TestMethod]
    public async Task Several_texts_are_explained_by_KServes_verb()
    {
        string[] texts = ["a fine film", "what a dull film about ships"];
        using var predictor = TextPredictor.Load(new MLContext(), TestModels.Binary);
        using var explainer = TextExplainer.Create(predictor);
        var (status, answer) = await _service.PostAsync(
            "/v1/models/sentiment:explain", $$"""{"instances":["{{texts[0]}}",{"text":"{{texts[1]}}"}]}""");

        Assert.AreEqual(HttpStatusCode.OK, status, answer.ToString());
        var explanations = answer.GetProperty("explanations").EnumerateArray().ToArray();
        Assert.HasCount(2, explanations);
        for (int i = 0; i < texts.Length; i++)
            Check(explainer.Explain(texts[i]), explanations[i]);
    }

    [TestMethod]
    public async Task The_application_explains_through_the_same_queue()
    {
        var explanation = await _service.Models.ExplainAsync("exported", "a fine film");
        Assert.AreEqual(TokenContributionMethod.Occlusion, explanation.Method);
        var gradients = await _service.Models.ExplainAsync("sentiment", "a fine film", new() { NumberOfSteps = 3 });
        Assert.AreSequenceEqual(["a", "fine", "film"], gradients.Tokens.Select(token => token.Token));

        var refusal = await Assert.ThrowsExactlyAsync<PredictionRefusedException>(
            () => _service.Models.ExplainAsync("sentiment", "a", new() { Class = 2 }));
        Assert.Contains("from 0 to 1", refusal.Message);
    }

    [TestMethod]
    [DataRow("""{"model":"tags","text":"a"}""", 400, null, "The model can't explain this: Contributions explain the one score")]
    [DataRow(
        """{"model":"exported","text":"a","method":"integrated-gradients"}""", 400, null,
        "An exported network has no gradients, which IntegratedGradients needs. Set Method to Occlusion")]
    [DataRow("""{"model":"sentiment","text":"a","method":"lime"}""", 400, "method", "integrated-gradients, occlusion")]
    [DataRow("""{"model":"sentiment","text":"a","class":"maybe"}""", 400, "class", "a class of the model, false, true")]
    [DataRow("""{"model":"stars","text":"a","class":"5"}""", 400, "class", "predicts no class")]
    [DataRow("""{"model":"stars","texts":["a"]}""", 400, "texts", "Did you mean 'text'?")]
    [DataRow("""{"model":"nobody","text":"a"}""", 404, "model", "There is no model 'nobody'")]
    public async Task A_request_that_breaks_a_rule_is_told_which(string body, int status, string? field, string message)
    {
        var (received, answer) = await _service.PostAsync("/explain", body);

        Assert.AreEqual(status, (int)received, answer.ToString());
        Assert.Contains(message, answer.GetProperty("detail").GetString()!);
        Assert.DoesNotContain("(Parameter", answer.GetProperty("detail").GetString()!);
        Assert.AreEqual(field, answer.TryGetProperty("field", out var name) ? name.GetString() : null);
    }

    [TestMethod]
    public async Task A_text_that_would_take_too_long_is_refused_and_still_predicted_from()
    {
        string text = string.Join(' ', Enumerable.Repeat("dull", 201));
        var (status, answer) = await _service.PostAsync("/explain", $$"""{"model":"sentiment","text":"{{text}}"}""");
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.AreEqual("text", answer.GetProperty("field").GetString());
        Assert.Contains("at most 200 words; received one of about 201", answer.GetProperty("detail").GetString()!);

        Assert.AreEqual(
            HttpStatusCode.OK, (await _service.PostAsync("/predict", $$"""{"model":"sentiment","text":"{{text}}"}""")).Status);
    }

    [TestMethod]
    public async Task Info_says_how_each_model_can_be_explained()
    {
        var models = (await _service.GetAsync("/info")).Answer.GetProperty("models").EnumerateArray().ToDictionary(
            model => model.GetProperty("name").GetString()!,
            model => model.TryGetProperty("explanations", out var methods) ? methods.GetRawText() : null);

        Assert.AreEqual("""["integrated-gradients","occlusion","gradient-times-input"]""", models["sentiment"]);
        Assert.AreEqual("""["occlusion"]""", models["exported"]);
        Assert.IsNull(models["tags"]);
    }

    [TestMethod]
    public async Task A_deadline_and_a_full_queue_are_those_of_predictions()
    {
        await using var busy = await TestService.StartAsync(options =>
        {
            options.AddModel("sentiment", TestModels.Binary);
            options.BatchDelay = TimeSpan.FromHours(1);
            (options.MaximumQueueLength, options.MaximumTextsInRequest) = (1, 1);
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/explain")
        {
            Content = new StringContent("""{"text":"a fine film"}"""),
            Headers = { { "X-Request-Timeout", "0.05" } },
        };
        using var late = await busy.Client.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.GatewayTimeout, late.StatusCode);
        Assert.AreEqual(0, busy.Models.Queue.Count);

        var waiting = busy.PostAsync("/explain", """{"text":"a fine film"}""");
        while (busy.Models.Queue.Count == 0)
            await Task.Delay(1);
        var (full, _) = await busy.PostAsync("/explain", """{"text":"a fine film"}""");
        Assert.AreEqual(HttpStatusCode.TooManyRequests, full);

        await busy.App.StopAsync();
        Assert.AreEqual(HttpStatusCode.OK, (await waiting).Status);
    }

    [TestMethod]
    public void An_explanation_that_nobody_waits_for_stops()
    {
        var model = _service.Models.Find("sentiment", null).Current!;
        Assert.Throws<OperationCanceledException>(
            () => model.Explain("a fine film", new() { Method = TokenContributionMethod.Occlusion }, new(canceled: true)));
        Assert.Throws<OperationCanceledException>(() => model.Explain("a fine film", new(), new(canceled: true)));
    }

    private static void Check(TextExplanation expected, JsonElement answer)
    {
        Assert.AreEqual(expected.ClassName, answer.TryGetProperty("explainedClass", out var name) ? name.GetString() : null);
        Assert.AreEqual(expected.Score, answer.GetProperty("explainedScore").GetSingle());
        Assert.AreEqual(expected.BaselineScore, answer.GetProperty("baselineScore").GetSingle());
        Assert.AreEqual(expected.CompletenessGap, answer.GetProperty("completenessGap").GetSingle());
        Assert.AreSequenceEqual(
            expected.Tokens.Select(token => (token.Token, token.Value)),
            answer.GetProperty("tokens").EnumerateArray().Select(
                token => (token.GetProperty("token").GetString()!, token.GetProperty("contribution").GetSingle())));
    }
}
