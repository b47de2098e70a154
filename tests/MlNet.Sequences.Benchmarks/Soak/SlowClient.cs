using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MlNet.Sequences.Benchmarks;

/// <summary>A client that sends a byte a second.</summary>
internal static class SlowClient
{
    /// <summary>Sends a request until it is answered, and returns the status.</summary>
    /// <param name="port">Where to.</param>
    /// <param name="isInBody">Whether the body is slow; else the headers are.</param>
    internal static async Task<int> SendAsync(int port, bool isInBody)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        byte[] request = Encoding.ASCII.GetBytes(
            "POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n" +
            $"{{\"text\":\"{new string('a', 989)}\"}}");
        int start = isInBody ? request.Length - 1000 : 16;
        await socket.SendAsync(request.AsMemory(0, start));
        byte[] answer = new byte[1000];
        var read = socket.ReceiveAsync(answer);
        for (int i = start; i < request.Length; i++)
        {
            if (await Task.WhenAny(read, Task.Delay(TimeSpan.FromSeconds(1))) == read)
                break;
            try
            {
                await socket.SendAsync(request.AsMemory(i, 1));
            }
            catch (SocketException)
            {
                break; // closed, after an answer
            }
        }

        string[] words = Encoding.ASCII.GetString(answer, 0, await read).Split(' ');
        return words.Length > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : 0;
    }
}
