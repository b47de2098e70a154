using System.Net;
using System.Text;

namespace MlNet.Sequences.Serving.Tests;

/// <summary>A queue whose texts wait: for others, for an hour.</summary>
[TestClass]
public sealed class BusyQueueTests
{
    [TestMethod]
    public async Task A_full_queue_is_429_with_Retry_After_and_the_stop_answers_what_waits()
    {
        var service = await StartAsync();
        var waiting = service.PostAsync("/predict", """{"text":"a fine film"}""");
        await UntilAsync(() => service.Models.Queue.Count == 1);

        using var body = new StringContent("""{"texts":["b","c"]}""", Encoding.UTF8, "application/json");
        using var refused = await service.Client.PostAsync("/predict/batch", body);
        Assert.AreEqual(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.AreEqual(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.IsFalse(waiting.IsCompleted);

        await service.App.StopAsync();
        Assert.AreEqual(HttpStatusCode.OK, (await waiting).Status);
        await service.DisposeAsync();
    }

    [TestMethod]
    public async Task A_deadline_takes_a_request_out_of_the_queue()
    {
        await using var service = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict")
        {
            Content = new StringContent("""{"text":"a fine film"}"""),
            Headers = { { "X-Request-Timeout", "0.05" } },
        };
        using var response = await service.Client.SendAsync(request);

        Assert.AreEqual(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.AreEqual(0, service.Models.Queue.Count);
    }

    [TestMethod]
    public async Task A_wrong_deadline_is_refused()
    {
        await using var service = await StartAsync();
        foreach (string wrong in (string[])["0", "-1", "soon", "NaN"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/predict")
            {
                Content = new StringContent("""{"text":"a fine film"}"""),
            };
            request.Headers.TryAddWithoutValidation("X-Request-Timeout", wrong);
            using var response = await service.Client.SendAsync(request);
            Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode, wrong);
        }
    }

    [TestMethod]
    public async Task A_client_that_goes_away_takes_its_texts_out_of_the_queue()
    {
        await using var service = await StartAsync();
        using var leave = new CancellationTokenSource();
        var waiting = service.Client.PostAsync("/predict", new StringContent("""{"text":"a fine film"}"""), leave.Token);
        await UntilAsync(() => service.Models.Queue.Count == 1);

        await leave.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        await UntilAsync(() => service.Models.Queue.Count == 0);
    }

    private static Task<TestService> StartAsync() => TestService.StartAsync(options =>
    {
        options.AddModel("sentiment", TestModels.Binary);
        (options.BatchDelay, options.MaximumQueueLength, options.MaximumTextsInRequest) = (TimeSpan.FromHours(1), 2, 2);
    });

    // As long as it takes.
    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
            await Task.Delay(1);
    }
}
