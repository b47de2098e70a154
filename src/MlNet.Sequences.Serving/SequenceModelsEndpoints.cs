using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MlNet.Sequences.Serving;

/// <summary>Maps the requests that served models answer.</summary>
public static class SequenceModelsEndpoints
{
    /// <summary>
    /// Maps the Open Inference Protocol v2 (<c>/v2</c>, its health checks for anyone), TensorFlow Serving's REST API
    /// (<c>/v1/models</c>), and <c>POST /predict</c>, <c>POST /predict/batch</c>, <c>POST /explain</c>, <c>GET /info</c>
    /// and their description, <c>GET /openapi.json</c>; at the root or in a group:
    /// <c>app.MapGroup("/models").MapSequenceModels()</c>.
    /// </summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <returns>The routes, to require authorization or rate limits of all at once.</returns>
    /// <exception cref="InvalidOperationException">
    /// <see cref="SequenceModelsServices.AddSequenceModels"/> was not called.
    /// </exception>
    public static IEndpointConventionBuilder MapSequenceModels(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var models = endpoints.ServiceProvider.GetService<SequenceModels>() ?? throw new InvalidOperationException(
            $"{nameof(MapSequenceModels)} needs the models: call builder.Services.AddSequenceModels(…) first.");
        var logger = endpoints.ServiceProvider.GetRequiredService<ILogger<SequenceModels>>();
        var group = endpoints.MapGroup("");
        HealthEndpoints.Map(group, models);
        new PlainProtocol(models, logger).Map(group);
        new OpenInferenceProtocol(models, logger).Map(group);
        new TensorFlowProtocol(models, logger).Map(group);
        PageEndpoints.Map(group, "/openapi.json", "openapi.json", "application/json");
        return group;
    }

    /// <summary>
    /// Maps a page at <c>/</c> on which people try the models. It makes no requests to other servers, and its
    /// Content-Security-Policy allows none.
    /// </summary>
    /// <param name="endpoints">The same application or group as for <see cref="MapSequenceModels"/>.</param>
    /// <returns>The routes of the page.</returns>
    public static IEndpointConventionBuilder MapSequenceModelsPage(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup("");
        PageEndpoints.Map(group, "/", "index.html", "text/html; charset=utf-8");
        PageEndpoints.Map(group, "/page.css", "page.css", "text/css; charset=utf-8");
        PageEndpoints.Map(group, "/page.js", "page.js", "text/javascript; charset=utf-8");
        PageEndpoints.Map(group, "/words.js", "words.js", "text/javascript; charset=utf-8");
        return group;
    }
}
