using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MlNet.Sequences.Serving;

/// <summary>Reads the body of a request as JSON, within its limits.</summary>
internal static class RequestBody
{
    private const int FirstBytes = 4096;

    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>The body, which the caller disposes.</summary>
    /// <exception cref="PredictionRefusedException">The body is too large, in another encoding, or not an object.</exception>
    internal static async Task<JsonDocument> ReadObjectAsync(
        HttpContext context, int mostBytes, CancellationToken cancellationToken)
    {
        CheckEncoding(context.Request);
        var bytes = await ReadAsync(context, mostBytes, cancellationToken).ConfigureAwait(false);
        return ParseObject(bytes, "The body", null);
    }

    /// <param name="bytes">The JSON in UTF-8.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="field">Its field, for messages.</param>
    /// <exception cref="PredictionRefusedException">It is not a JSON object.</exception>
    internal static JsonDocument ParseObject(ReadOnlyMemory<byte> bytes, string what, string? field)
    {
        if (!Utf8.IsValid(bytes.Span))
            throw Wrong($"{what} must be UTF-8; it has bytes that are not. Encode it as UTF-8.");
        var mark = "\uFEFF"u8;
        if (bytes.Span.StartsWith(mark))
            bytes = bytes[mark.Length..];
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, JsonOptions);
        }
        catch (JsonException e)
        {
            throw Wrong($"{what} must be JSON: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            // The comparison of names for duplicates decodes them.
            throw Wrong($"{what} has a name with half of a surrogate pair. Escape both halves.");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        string kind = JsonFields.Describe(document.RootElement);
        document.Dispose();
        throw Wrong($"{what} must be a JSON object; received {kind}.");

        PredictionRefusedException Wrong(string message) => new(StatusCodes.Status400BadRequest, message, field);
    }

    /// <exception cref="PredictionRefusedException">The body is compressed, or not in UTF-8.</exception>
    internal static void CheckEncoding(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0)
            throw new PredictionRefusedException(
                StatusCodes.Status415UnsupportedMediaType,
                "The body must not be compressed; the request has a Content-Encoding. Send it without.",
                HeaderNames.ContentEncoding);
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue
            && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            && !type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))
            throw new PredictionRefusedException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The body must be UTF-8; the request says {CodePoints.Shorten(type.Charset.ToString(), 60)}. Encode it as " +
                "UTF-8.",
                HeaderNames.ContentType);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpContext context, int mostBytes, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null; // The limit here has its own message.
        long? length = context.Request.ContentLength;
        if (length > mostBytes)
            throw TooLarge($"{length}");
        var bytes = new ArrayBufferWriter<byte>((int)Math.Max(1, length ?? FirstBytes));
        while (true)
        {
            int read = await context.Request.Body.ReadAsync(bytes.GetMemory(), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return bytes.WrittenMemory;
            bytes.Advance(read);
            if (bytes.WrittenCount > mostBytes)
                throw TooLarge("more");
        }

        PredictionRefusedException TooLarge(string received) => new(
            StatusCodes.Status413PayloadTooLarge,
            $"The body must have at most {mostBytes} bytes; received {received}. Send several requests, or a stream of lines.");
    }
}
