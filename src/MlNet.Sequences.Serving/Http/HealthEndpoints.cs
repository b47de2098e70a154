using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MlNet.Sequences.Serving;

/// <summary>Whether the process lives, and whether it takes requests, in the form of the Open Inference Protocol.</summary>
internal static class HealthEndpoints
{
    internal static void Map(IEndpointRouteBuilder endpoints, SequenceModels models)
    {
        Map("/v2/health/live", "live", () => true);
        Map("/v2/health/ready", "ready", () => models.IsReady);

        // Probes have no key, whatever the group of the routes requires.
        void Map(string pattern, string name, Func<bool> isSo) => endpoints.MapGet(pattern, context =>
        {
            bool so = isSo();
            return JsonResponse.WriteAsync(
                context, so ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
                json => json.WriteBoolean(name, so));
        }).AllowAnonymous();
    }
}
