using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MlNet.Sequences.Serving;

/// <summary>Writes JSON answers.</summary>
internal static class JsonResponse
{
    // Answers are never a part of a page, so letters stay as they are.
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static async Task WriteAsync(
        HttpContext context, int status, Action<Utf8JsonWriter> write, string contentType = "application/json")
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = bytes.WrittenCount;
        response.Headers.XContentTypeOptions = "nosniff";
        await response.Body.WriteAsync(bytes.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }
}
