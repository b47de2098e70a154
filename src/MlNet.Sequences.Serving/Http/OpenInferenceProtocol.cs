using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace MlNet.Sequences.Serving;

/// <summary>
/// The Open Inference Protocol, version 2, over HTTP (https://github.com/kserve/open-inference-protocol), with texts as BYTES.
/// </summary>
internal sealed class OpenInferenceProtocol(SequenceModels models, ILogger logger) : Protocol(models, logger)
{
    private const string Model = "/v2/models/{model}", Version = "/versions/{version}";

    protected override string Name => "open-inference";

    internal override void Map(IEndpointRouteBuilder endpoints)
    {
        MapQuestion(endpoints, "/v2", context => JsonResponse.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteString("name", "MlNet.Sequences.Serving");
            json.WriteString("version", ModelInfo.ServerVersion);
            json.WriteStartArray("extensions");
            json.WriteEndArray();
        }));
        foreach (string route in (string[])[Model, Model + Version])
        {
            MapQuestion(endpoints, route, WriteMetadataAsync);
            MapQuestion(endpoints, route + "/ready", WriteReadyAsync);
            MapPrediction(endpoints, route + "/infer", InferAsync);
        }
    }

    protected override Task WriteErrorAsync(HttpContext context, PredictionRefusedException refusal) => JsonResponse.WriteAsync(
        context, refusal.StatusCode, json => json.WriteString("error", refusal.Message));

    private Task WriteReadyAsync(HttpContext context)
    {
        var slot = FindByRoute(context);
        bool isReady = slot.Current is not null && !Models.IsStopping;
        return JsonResponse.WriteAsync(
            context, isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, json =>
            {
                json.WriteString("name", slot.Name);
                json.WriteBoolean("ready", isReady);
            });
    }

    private Task WriteMetadataAsync(HttpContext context)
    {
        var slot = FindByRoute(context);
        return JsonResponse.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteString("name", slot.Name);
            json.WriteStartArray("versions");
            foreach (var version in Models.Slots.Where(other => other.Name == slot.Name).Select(other => other.Version).Order())
                json.WriteStringValue(version.ToString(CultureInfo.InvariantCulture));
            json.WriteEndArray();
            json.WriteString("platform", "mlnet-sequences");
            json.WriteStartArray("inputs");
            InferenceTensor.WriteMetadata(json, InferenceRequest.InputName, "BYTES", [-1]);
            json.WriteEndArray();
            json.WriteStartArray("outputs");
            foreach (var output in slot.Current is { } model ? InferenceTensor.OutputsOf(model) : [])
                InferenceTensor.WriteMetadata(json, output.Name, output.DataType, [-1, .. output.Shape]);
            json.WriteEndArray();
        });
    }

    private async Task InferAsync(PredictionCall call)
    {
        var slot = FindByRoute(call.Context);
        using var body = await call.ReadObjectAsync().ConfigureAwait(false);
        var request = InferenceRequest.Read(body.RootElement, Options.MaximumTextsInRequest);
        // The model may be replaced meanwhile; one file's answers have one form.
        var model = slot.Current;
        var outputs = model is null ? [] : request.Choose(InferenceTensor.OutputsOf(model));
        var predictions = await call.PredictAsync(slot, request.Texts).ConfigureAwait(false);
        await JsonResponse.WriteAsync(call.Context, StatusCodes.Status200OK, json =>
        {
            json.WriteString("model_name", slot.Name);
            json.WriteString("model_version", slot.Version.ToString(CultureInfo.InvariantCulture));
            if (request.Id is { } id)
                json.WriteString("id", id);
            json.WriteStartArray("outputs");
            foreach (var output in outputs)
                output.Write(json, predictions);
            json.WriteEndArray();
        }).ConfigureAwait(false);
    }
}
