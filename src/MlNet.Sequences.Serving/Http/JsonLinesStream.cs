using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MlNet.Sequences.Serving;

/// <summary>
/// A stream of any length: a JSON object for each text in, one for each prediction out, in order, while the client still sends. A
/// line that breaks a rule gets an answer that says so, and the next lines theirs.
/// </summary>
internal sealed class JsonLinesStream(PredictionCall call, ModelSlot slot, SequenceModelsOptions options)
{
    private const int TextsInPart = 64, PartsAhead = 4;

    private static readonly string[] ContentTypes = ["application/x-ndjson", "application/jsonl", "application/json-lines"];

    private readonly HttpContext _context = call.Context;

    // Not more than these are read ahead of the slowest of scoring and the client.
    private readonly Channel<Task<Part>> _parts = Channel.CreateBounded<Task<Part>>(
        new BoundedChannelOptions(PartsAhead) { SingleReader = true, SingleWriter = true });

    private int PartSize => Math.Min(TextsInPart, options.MaximumTextsInRequest);

    /// <summary>Whether a request's body is a stream of lines.</summary>
    internal static bool Is(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && ContentTypes.Any(
            one => type.MediaType.Equals(one, StringComparison.OrdinalIgnoreCase));

    internal async Task AnswerAsync()
    {
        RequestBody.CheckEncoding(_context.Request);
        if (_context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        _context.Response.ContentType = ContentTypes[0];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_context.RequestAborted);
        var reading = ReadAsync(stop.Token);
        try
        {
            await WriteAsync(stop.Token).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var output = _context.Response.BodyWriter;
        using var json = new Utf8JsonWriter(output, JsonResponse.Options);
        await foreach (var part in _parts.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var (prediction, error) in (await part.ConfigureAwait(false)).Answers())
            {
                json.WriteStartObject();
                if (error is null)
                    PredictionWriter.WriteFields(json, prediction!, ModelInfo.HasSteps(slot));
                else
                    WriteError(json, error);
                json.WriteEndObject();
                json.Flush();
                json.Reset();
                output.Write("\n"u8);
            }

            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void WriteError(Utf8JsonWriter json, PredictionRefusedException error)
    {
        json.WriteString("error", error.Message);
        if (error.Field is not null)
            json.WriteString("field", error.Field);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var input = _context.Request.BodyReader;
        try
        {
            var part = new Part();
            while (true)
            {
                var read = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
                var rest = read.Buffer;
                while (NextLine(ref rest, read.IsCompleted) is { } line)
                {
                    CheckLength(line.Length);
                    part.Add(line, options);
                    if (part.Count == PartSize)
                        part = await SendAsync(part, cancellationToken).ConfigureAwait(false);
                }

                CheckLength(rest.Length);
                input.AdvanceTo(rest.Start, rest.End);

                // What has arrived does not wait for what may come.
                if (part.Count > 0)
                    part = await SendAsync(part, cancellationToken).ConfigureAwait(false);
                if (read.IsCompleted)
                    break;
            }

            _parts.Writer.Complete();
        }
        catch (Exception e)
        {
            _parts.Writer.TryComplete(e); // thrown to the writer of answers
        }
    }

    private void CheckLength(long bytes)
    {
        if (bytes > options.MaximumRequestBytes)
            throw new PredictionRefusedException(
                StatusCodes.Status413PayloadTooLarge,
                $"A line must have at most {options.MaximumRequestBytes} bytes; received one of more. Shorten it.");
    }

    // Blank lines are not texts.
    private static byte[]? NextLine(ref ReadOnlySequence<byte> buffer, bool isLast)
    {
        while (!buffer.IsEmpty)
        {
            var reader = new SequenceReader<byte>(buffer);
            if (!reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
            {
                if (!isLast)
                    return null;
                line = buffer;
                reader.AdvanceToEnd();
            }

            byte[] bytes = line.ToArray();
            buffer = buffer.Slice(reader.Position);
            if (bytes.AsSpan().ContainsAnyExcept(" \t\r"u8))
                return bytes;
        }

        return null;
    }

    private async Task<Part> SendAsync(Part part, CancellationToken cancellationToken)
    {
        await _parts.Writer.WriteAsync(ScoreAsync(part, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new();
    }

    private async Task<Part> ScoreAsync(Part part, CancellationToken cancellationToken)
    {
        try
        {
            part.Predictions = await call.PredictAsync(slot, part.Texts, cancellationToken).ConfigureAwait(false);
        }
        catch (PredictionRefusedException e) when (e.StatusCode == StatusCodes.Status400BadRequest)
        {
            part.Refuse(e); // One of its texts can't be scored by this model.
        }

        return part;
    }

    /// <summary>Some lines: texts, and what is wrong with the others.</summary>
    private sealed class Part
    {
        private readonly List<PredictionRefusedException?> _errors = [];

        internal List<string> Texts { get; } = [];

        internal int Count => _errors.Count;

        internal IReadOnlyList<TextPrediction> Predictions { private get; set; } = [];

        internal void Add(byte[] line, SequenceModelsOptions options)
        {
            try
            {
                using var document = RequestBody.ParseObject(line, "A line", null);
                JsonFields.RefuseOthers(document.RootElement, "text");
                string text = JsonFields.Text(JsonFields.Require(document.RootElement, "text", "the text"), "text");
                TextLimits.Check([text], options);
                Texts.Add(text);
                _errors.Add(null);
            }
            catch (PredictionRefusedException e)
            {
                _errors.Add(e);
            }
        }

        internal void Refuse(PredictionRefusedException error)
        {
            for (int i = 0; i < _errors.Count; i++)
                _errors[i] ??= error;
        }

        internal IEnumerable<(TextPrediction? Prediction, PredictionRefusedException? Error)> Answers()
        {
            int text = 0;
            foreach (var error in _errors)
                yield return error is null ? (Predictions[text++], null) : (null, error);
        }
    }
}
