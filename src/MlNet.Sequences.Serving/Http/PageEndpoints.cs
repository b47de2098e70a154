using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace MlNet.Sequences.Serving;

/// <summary>Files of this assembly: a page on which people try the models, and the description of the service.</summary>
internal static class PageEndpoints
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'";

    /// <summary>Maps a file of the assembly.</summary>
    internal static void Map(IEndpointRouteBuilder endpoints, string pattern, string name, string contentType)
    {
        byte[] content = Read(name);
        endpoints.MapGet(pattern, async context =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-cache";
            context.Response.ContentType = contentType;
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
        });
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
