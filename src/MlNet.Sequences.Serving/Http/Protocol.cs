using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace MlNet.Sequences.Serving;

/// <summary>
/// A form of requests and answers. What all have in common is here: deadlines, refusals, measurements and what is logged.
/// </summary>
internal abstract class Protocol(SequenceModels models, ILogger logger)
{
    private const string TimeoutHeader = "X-Request-Timeout";

    /// <summary>The status that nobody sees: the client has gone.</summary>
    private const int ClientClosedRequest = 499;

    private static readonly ActivitySource Activities = new(SequenceModels.ActivitySourceName);

    /// <summary>The name in measurements and logs.</summary>
    protected abstract string Name { get; }

    protected SequenceModels Models => models;

    protected SequenceModelsOptions Options => models.Options;

    /// <summary>Maps the routes.</summary>
    internal abstract void Map(IEndpointRouteBuilder endpoints);

    /// <summary>Writes a refusal in the protocol's form.</summary>
    protected abstract Task WriteErrorAsync(HttpContext context, PredictionRefusedException refusal);

    /// <summary>Maps a request for predictions.</summary>
    protected void MapPrediction(IEndpointRouteBuilder endpoints, string pattern, Func<PredictionCall, Task> answer) =>
        endpoints.MapPost(pattern, context => RunAsync(context, answer, isMeasured: true));

    /// <summary>Maps a question about models.</summary>
    protected IEndpointConventionBuilder MapQuestion(
        IEndpointRouteBuilder endpoints, string pattern, Func<HttpContext, Task> answer) =>
        endpoints.MapGet(pattern, context => RunAsync(context, call => answer(call.Context), isMeasured: false));

    /// <summary>The model that the route names.</summary>
    /// <exception cref="PredictionRefusedException">There is none.</exception>
    protected ModelSlot FindByRoute(HttpContext context)
    {
        string? version = context.GetRouteValue("version") as string;
        int number = 0;
        if (version is not null && !JsonFields.TryParseVersion(version, out number))
            throw new PredictionRefusedException(
                StatusCodes.Status404NotFound, "A version must be a whole number above 0.", "version");
        return models.Find(context.GetRouteValue("model") as string, version is null ? null : number);
    }

    private async Task RunAsync(HttpContext context, Func<PredictionCall, Task> answer, bool isMeasured)
    {
        long start = Stopwatch.GetTimestamp();
        if (models.IsStopping && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close"; // so that the client's next request goes elsewhere
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var call = new PredictionCall(context, models, deadline.Token);
        using var activity = isMeasured ? Activities.StartActivity($"{Name} predict") : null;
        try
        {
            deadline.CancelAfter(TimeoutOf(context));
            await answer(call).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await RefuseAsync(context, e, deadline.Token).ConfigureAwait(false);
        }

        activity?.SetTag("model", call.ModelName).SetTag("texts", call.Texts)
            .SetTag("http.response.status_code", context.Response.StatusCode);
        if (isMeasured)
            models.Metrics.Answered(call.ModelName, Name, context.Response.StatusCode, start);
    }

    private async Task RefuseAsync(HttpContext context, Exception exception, CancellationToken deadline)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = context.Response.HasStarted ? context.Response.StatusCode : ClientClosedRequest;
            return;
        }

        var refusal = exception switch
        {
            PredictionRefusedException own => own,
            BadHttpRequestException bad => new PredictionRefusedException(bad.StatusCode, bad.Message),
            OperationCanceledException when deadline.IsCancellationRequested => new PredictionRefusedException(
                StatusCodes.Status504GatewayTimeout,
                $"The request was not answered within its deadline. Try again, or give it more time, up to " +
                $"{Options.RequestTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s."),
            _ => new PredictionRefusedException(
                StatusCodes.Status500InternalServerError, "The service failed; its log says why.", innerException: exception),
        };
        if (refusal.StatusCode == StatusCodes.Status500InternalServerError)
            logger.Failed(exception, Name);
        else
            logger.Refused(Name, refusal.StatusCode, refusal.Field);
        if (context.Response.HasStarted)
        {
            context.Abort(); // A part of the answer must not look like all of it.
            return;
        }

        if (refusal.RetryAfter is { } after)
            context.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await WriteErrorAsync(context, refusal).ConfigureAwait(false);
    }

    private TimeSpan TimeoutOf(HttpContext context)
    {
        string? header = context.Request.Headers[TimeoutHeader];
        if (header is null)
            return Options.RequestTimeout;
        if (!double.TryParse(header, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            || !(seconds > 0)) // NaN is not, either
            throw new PredictionRefusedException(
                StatusCodes.Status400BadRequest, $"{TimeoutHeader} must be a number of seconds above 0.", TimeoutHeader);
        return TimeSpan.FromSeconds(Math.Min(seconds, Options.RequestTimeout.TotalSeconds));
    }
}
