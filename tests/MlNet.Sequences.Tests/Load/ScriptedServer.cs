using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MlNet.Sequences.Tests;

/// <summary>
/// An HTTP server on this machine that answers its n-th request with its n-th answer, and all later ones with the last. An
/// answer writes the response's bytes itself, so that it can break any rule of HTTP; the connection is closed after it.
/// </summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, Stream, CancellationToken, Task>[] _answers;
    private readonly List<string> _requests = [];
    private readonly Task _loop;

    internal ScriptedServer(params Func<string, Stream, CancellationToken, Task>[] answers)
    {
        _answers = answers;
        _listener.Start();
        _loop = Task.Run(LoopAsync);
    }

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/files/data.bin");

    /// <summary>The requests' heads so far.</summary>
    internal IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    /// <summary>The file with its right length, from the byte on that the request asks for.</summary>
    internal static Func<string, Stream, CancellationToken, Task> Whole(byte[] file, string tag = "\"v1\"") =>
        (request, stream, _) => SendAsync(request, stream, file, file.Length, tag);

    /// <summary>The same, but closing the connection after <paramref name="end"/> bytes of the file.</summary>
    internal static Func<string, Stream, CancellationToken, Task> BreakingOffAt(int end, byte[] file, string tag = "\"v1\"") =>
        (request, stream, _) => SendAsync(request, stream, file, end, tag);

    internal static Func<string, Stream, CancellationToken, Task> Status(string statusLine) =>
        (_, stream, _) => WriteAsync(stream, $"HTTP/1.1 {statusLine}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    /// <summary>Headers and a body as they stand here.</summary>
    internal static Func<string, Stream, CancellationToken, Task> Raw(string head, byte[] body) => async (_, stream, _) =>
    {
        await WriteAsync(stream, head.ReplaceLineEndings("\r\n") + "\r\n\r\n");
        await stream.WriteAsync(body, CancellationToken.None);
    };

    /// <summary>The beginning of the file, and then nothing, with the connection open.</summary>
    internal static Func<string, Stream, CancellationToken, Task> StallingAt(int end, byte[] file) =>
        async (request, stream, stop) =>
    {
        await SendAsync(request, stream, file, end, "\"v1\"");
        await Task.Delay(Timeout.Infinite, stop);
    };

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _loop.Wait();
        _stop.Dispose();
    }

    /// <summary>The byte that a request's Range header starts at, or 0.</summary>
    internal static int RangeStart(string request)
    {
        const string Header = "Range: bytes=";
        int start = request.IndexOf("\n" + Header, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? 0 : int.Parse(request[(start + 1 + Header.Length)..].Split('-')[0]);
    }

    private static async Task SendAsync(string request, Stream stream, byte[] file, int end, string tag)
    {
        int from = RangeStart(request);
        bool isPartial = from > 0 && request.Contains($"If-Range: {tag}", StringComparison.OrdinalIgnoreCase);
        if (!isPartial)
            from = 0;
        string status = isPartial ? $"206 Partial Content\r\nContent-Range: bytes {from}-{file.Length - 1}/{file.Length}"
            : "200 OK";
        await WriteAsync(stream, $"HTTP/1.1 {status}\r\nETag: {tag}\r\nContent-Length: {file.Length - from}\r\nConnection: " +
            "close\r\n\r\n");
        await stream.WriteAsync(file.AsMemory(from, Math.Max(0, end - from)), CancellationToken.None);
    }

    private static Task WriteAsync(Stream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                using NetworkStream stream = client.GetStream();
                await AnswerAsync(stream);
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped: the listener throws one or the other, ObjectDisposedException included.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) == 1)
            head.Append((char)one[0]);

        int number;
        lock (_requests)
        {
            number = _requests.Count;
            _requests.Add(head.ToString());
        }

        try
        {
            await _answers[Math.Min(number, _answers.Length - 1)](head.ToString(), stream, _stop.Token);
        }
        catch (IOException)
        {
            // The client hung up, as some tests have it.
        }
    }
}
