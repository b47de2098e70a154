using System.Net;
using System.Net.Sockets;
using System.Text;
using MlNet.Sequences.Benchmarks;

namespace MlNet.Sequences.Serving.Tests;

/// <summary>Clients that take their time to send.</summary>
[TestClass]
public sealed class SlowClientTests
{
    private const string Body = """{"text":"a fine film"}""";

    [TestMethod]
    public async Task A_body_of_a_byte_a_second_is_408()
    {
        await using var service = await TestService.StartAsync(options => options.AddModel("sentiment", TestModels.Binary));
        int[] status = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => SlowClient.SendAsync(service.Address.Port, isInBody: true)));
        Assert.AreSequenceEqual([408, 408, 408, 408, 408], status);
    }

    [TestMethod]
    public async Task Bodies_that_do_not_come_hold_up_nobody()
    {
        await using var service = await TestService.StartAsync(
            options => options.AddModel("sentiment", TestModels.Binary), server => server.Limits.MinRequestBodyDataRate = null);
        Socket[] sockets = [.. Enumerable.Range(0, 30).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))];
        try
        {
            foreach (var socket in sockets)
            {
                await socket.ConnectAsync(IPAddress.Loopback, service.Address.Port);
                await socket.SendAsync(Encoding.ASCII.GetBytes(
                    "POST /predict HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
                    $"Content-Length: {Body.Length}\r\n\r\n{Body[..9]}"));
            }

            for (int i = 0; i < 20; i++)
                Assert.AreEqual(HttpStatusCode.OK, (await service.PostAsync("/predict", Body)).Status);
            foreach (var socket in sockets)
            {
                await socket.SendAsync(Encoding.ASCII.GetBytes(Body[9..]));
                using var answer = new StreamReader(new NetworkStream(socket));
                Assert.AreEqual("HTTP/1.1 200 OK", await answer.ReadLineAsync());
            }
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }
}
