using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MlNet.Sequences.Serving.Tests;

/// <summary>The description of the service is of what it does.</summary>
[TestClass]
public sealed class OpenApiTests
{
    private static readonly string[] Files = ["/", "/page.css", "/page.js", "/words.js", "/openapi.json"];

    [TestMethod]
    public async Task Every_route_is_described_and_every_example_is_answered()
    {
        await using var service = await TestService.StartAsync(
            options => options.AddModel("topic", TestModels.Classes).AddModel("stars", TestModels.Numbers));
        var (_, document) = await service.GetAsync("/openapi.json");
        var paths = document.GetProperty("paths").EnumerateObject().ToDictionary(path => path.Name, path => path.Value);

        string[] routes =
        [
            .. service.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Select(route => "/" + route.RoutePattern.RawText!.TrimStart('/')).Except(Files).Order(StringComparer.Ordinal),
        ];
        Assert.AreSequenceEqual(routes, paths.Keys.Order(StringComparer.Ordinal));

        foreach (var (path, operations) in paths)
        {
            string model = path.EndsWith(":regress", StringComparison.Ordinal) ? "stars" : "topic";
            string url = path.Replace("{model}", model, StringComparison.Ordinal)
                .Replace("{version}", "1", StringComparison.Ordinal);
            if (operations.TryGetProperty("get", out _))
            {
                Assert.AreEqual(200, (int)(await service.GetAsync(url)).Status, path);
                continue;
            }

            string example = operations.GetProperty("post").GetProperty("requestBody").GetProperty("content")
                .GetProperty("application/json").GetProperty("example").GetRawText();
            if (!path.Contains("{model}", StringComparison.Ordinal))
                example = example.Insert(1, "\"model\":\"topic\",");
            var (status, answer) = await service.PostAsync(url, example);
            Assert.AreEqual(200, (int)status, $"{path}: {answer}");
        }
    }
}
