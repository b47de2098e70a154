using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace MlNet.Sequences.Serving;

/// <summary>
/// TensorFlow Serving's REST API, version 1 (https://www.tensorflow.org/tfx/serving/api_rest), and <c>:explain</c> of
/// KServe's V1 protocol, which is the same otherwise.
/// </summary>
internal sealed class TensorFlowProtocol(SequenceModels models, ILogger logger) : Protocol(models, logger)
{
    private const string Model = "/v1/models/{model}", Version = "/versions/{version}";

    protected override string Name => "tensorflow";

    internal override void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (string route in (string[])[Model, Model + Version])
        {
            MapQuestion(endpoints, route, WriteStatusAsync);
            MapPrediction(endpoints, route + ":predict", PredictAsync);
            MapPrediction(endpoints, route + ":explain", ExplainAsync);
            MapPrediction(endpoints, route + ":classify", call => AnswerExamplesAsync(call, WriteClasses));
            MapPrediction(endpoints, route + ":regress", call => AnswerExamplesAsync(call, WriteNumber));
        }
    }

    protected override Task WriteErrorAsync(HttpContext context, PredictionRefusedException refusal) => JsonResponse.WriteAsync(
        context, refusal.StatusCode, json => json.WriteString("error", refusal.Message));

    private Task WriteStatusAsync(HttpContext context)
    {
        var named = FindByRoute(context);
        bool isOne = context.GetRouteValue("version") is not null;
        return JsonResponse.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("model_version_status");
            foreach (var slot in isOne ? [named] : Models.Slots.Where(slot => slot.Name == named.Name))
            {
                json.WriteStartObject();
                json.WriteString("version", slot.Version.ToString(CultureInfo.InvariantCulture));
                json.WriteString("state", slot.Current is null ? "LOADING" : "AVAILABLE");
                json.WriteStartObject("status");
                json.WriteString("error_code", "OK");
                json.WriteString("error_message", "");
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private async Task PredictAsync(PredictionCall call)
    {
        var slot = FindByRoute(call.Context);
        using var body = await call.ReadObjectAsync().ConfigureAwait(false);
        var (texts, isByColumn) = TensorFlowRequest.ReadTexts(body.RootElement, Options.MaximumTextsInRequest);
        var predictions = await call.PredictAsync(slot, texts).ConfigureAwait(false);
        await JsonResponse.WriteAsync(call.Context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray(isByColumn ? "outputs" : "predictions");
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
        var slot = FindByRoute(call.Context);
        using var body = await call.ReadObjectAsync().ConfigureAwait(false);
        var texts = TensorFlowRequest.ReadInstances(body.RootElement, Options.MaximumTextsInRequest);
        var explanations = await call.ExplainAsync(slot, texts, model => model.UsualExplanation).ConfigureAwait(false);
        await JsonResponse.WriteAsync(call.Context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("explanations");
            foreach (var explanation in explanations)
            {
                json.WriteStartObject();
                ExplanationWriter.WriteFields(json, explanation);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    private async Task AnswerExamplesAsync(PredictionCall call, Action<Utf8JsonWriter, TextPrediction> write)
    {
        var slot = FindByRoute(call.Context);
        using var body = await call.ReadObjectAsync().ConfigureAwait(false);
        var texts = TensorFlowRequest.ReadExamples(body.RootElement, Options.MaximumTextsInRequest);
        var predictions = await call.PredictAsync(slot, texts).ConfigureAwait(false);
        await JsonResponse.WriteAsync(call.Context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("results");
            foreach (var prediction in predictions)
                write(json, prediction);
            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    // Pairs of each class and its probability.
    private static void WriteClasses(Utf8JsonWriter json, TextPrediction prediction)
    {
        if (prediction.Probabilities.Count == 0)
            throw new PredictionRefusedException(
                StatusCodes.Status400BadRequest, "The model has no probabilities of classes. Use :predict, or :regress.");
        json.WriteStartArray();
        foreach (var (name, probability) in prediction.Probabilities)
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            PredictionWriter.WriteNumber(json, probability);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, TextPrediction prediction) => PredictionWriter.WriteNumber(
        json, prediction.PredictedLabel is null && prediction.Score is { } score ? score
            : throw new PredictionRefusedException(
                StatusCodes.Status400BadRequest,
                "The model does not predict one number for a text. Use :predict, or :classify."));
}
