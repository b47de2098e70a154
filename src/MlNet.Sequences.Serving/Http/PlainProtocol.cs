using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace MlNet.Sequences.Serving;

/// <summary>
/// The requests that a person types: a text, several, why a text has its prediction, and what is served. Errors are problem
/// details (RFC 9457).
/// </summary>
internal sealed class PlainProtocol(SequenceModels models, ILogger logger) : Protocol(models, logger)
{
    protected override string Name => "plain";

    internal override void Map(IEndpointRouteBuilder endpoints)
    {
        MapPrediction(endpoints, "/predict", PredictAsync);
        MapPrediction(endpoints, "/predict/batch", PredictBatchAsync);
        MapPrediction(endpoints, "/explain", ExplainAsync);
        MapQuestion(endpoints, "/info", context => JsonResponse.WriteAsync(
            context, StatusCodes.Status200OK, json => ModelInfo.Write(json, Models)));
    }

    protected override Task WriteErrorAsync(HttpContext context, PredictionRefusedException refusal) =>
        JsonResponse.WriteAsync(
            context, refusal.StatusCode, json =>
            {
                json.WriteNumber("status", refusal.StatusCode);
                json.WriteString("detail", refusal.Message);
                if (refusal.Field is not null)
                    json.WriteString("field", refusal.Field);
            }, "application/problem+json");

    private async Task PredictAsync(PredictionCall call)
    {
        using var body = await call.ReadObjectAsync().ConfigureAwait(false);
        var root = body.RootElement;
        JsonFields.RefuseOthers(root, "text", "model", "version");
        string text = JsonFields.Text(JsonFields.Require(root, "text", "the text to predict from"), "text");
        var slot = FindByFields(root);
        var prediction = (await call.PredictAsync(slot, [text]).ConfigureAwait(false))[0];
        await JsonResponse.WriteAsync(call.Context, StatusCodes.Status200OK, json =>
        {
            WriteModel(json, slot);
            PredictionWriter.WriteFields(json, prediction, ModelInfo.HasSteps(slot));
        }).ConfigureAwait(false);
    }

    private async Task PredictBatchAsync(PredictionCall call)
    {
        if (JsonLinesStream.Is(call.Context.Request))
        {
            await new JsonLinesStream(call, FindByQuery(call.Context.Request), Options).AnswerAsync().ConfigureAwait(false);
            return;
        }

        using var body = await call.ReadObjectAsync().ConfigureAwait(false);
        var root = body.RootElement;
        JsonFields.RefuseOthers(root, "texts", "model", "version");
        var texts = JsonFields.Texts(
            JsonFields.Require(root, "texts", "the texts to predict from"), "texts", Options.MaximumTextsInRequest);
        var slot = FindByFields(root);
        var predictions = await call.PredictAsync(slot, texts).ConfigureAwait(false);
        await JsonResponse.WriteAsync(call.Context, StatusCodes.Status200OK, json =>
        {
            WriteModel(json, slot);
            json.WriteStartArray("predictions");
            foreach (var prediction in predictions)
            {
                json.WriteStartObject();
                PredictionWriter.WriteFields(json, prediction, ModelInfo.HasSteps(slot));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    private async Task ExplainAsync(PredictionCall call)
    {
        using var body = await call.ReadObjectAsync().ConfigureAwait(false);
        var root = body.RootElement;
        JsonFields.RefuseOthers(root, "text", "model", "version", ExplanationRequest.Method, ExplanationRequest.Class);
        string text = JsonFields.Text(JsonFields.Require(root, "text", "the text whose prediction to explain"), "text");
        var slot = FindByFields(root);
        var explanation = (await call.ExplainAsync(slot, [text], ExplanationRequest.Read(root)).ConfigureAwait(false))[0];
        await JsonResponse.WriteAsync(call.Context, StatusCodes.Status200OK, json =>
        {
            WriteModel(json, slot);
            ExplanationWriter.WriteFields(json, explanation);
        }).ConfigureAwait(false);
    }

    private ModelSlot FindByFields(JsonElement root)
    {
        string? model = JsonFields.Find(root, "model") is { } name ? JsonFields.Text(name, "model") : null;
        return Models.Find(model, JsonFields.Version(JsonFields.Find(root, "version"), "version"));
    }

    private ModelSlot FindByQuery(HttpRequest request)
    {
        string? version = request.Query["version"];
        int number = 0;
        return version is null || (JsonFields.TryParseVersion(version, out number) && number > 0)
            ? Models.Find(request.Query["model"], version is null ? null : number)
            : throw JsonFields.Wrong("version", "version must be a whole number above 0.");
    }

    private static void WriteModel(Utf8JsonWriter json, ModelSlot slot)
    {
        json.WriteString("model", slot.Name);
        json.WriteNumber("version", slot.Version);
    }
}
