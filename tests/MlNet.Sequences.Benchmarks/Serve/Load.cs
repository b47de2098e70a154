using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace MlNet.Sequences.Benchmarks;

/// <summary>What clients saw that sent requests for a while, over connections that stay open.</summary>
/// <param name="PerSecond">The requests answered with status 200 in a second.</param>
/// <param name="Failed">The others.</param>
internal sealed record Load(double PerSecond, long Failed)
{
    private double[] _milliseconds = [];

    /// <summary>A quantile of the times from when a request was due to the end of its answer.</summary>
    internal double Percentile(double quantile) => _milliseconds[(int)(quantile * (_milliseconds.Length - 1))];

    /// <summary>Sends requests.</summary>
    /// <param name="port">Where to.</param>
    /// <param name="texts">The texts, in turn.</param>
    /// <param name="clients">The connections.</param>
    /// <param name="time">How long.</param>
    /// <param name="perSecond">How many; null for as many as are answered.</param>
    internal static async Task<Load> RunAsync(int port, string[] texts, int clients, TimeSpan time, double? perSecond)
    {
        byte[][] requests = [.. texts.Select(RequestOf)];
        long start = Stopwatch.GetTimestamp();
        var results = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() =>
            RunClientAsync(port, requests, client, start, time, clients / perSecond))));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double[] milliseconds = [.. results.SelectMany(result => result.Milliseconds).Order()];
        return new(milliseconds.Length / seconds, results.Sum(result => result.Failed)) { _milliseconds = milliseconds };
    }

    private static async Task<(List<double> Milliseconds, long Failed)> RunClientAsync(
        int port, byte[][] requests, int client, long start, TimeSpan time, double? secondsBetween)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        byte[] buffer = new byte[1 << 14];
        var (milliseconds, failed) = (new List<double>(), 0L);
        var random = new Random(client);
        double due = secondsBetween is { } between ? random.NextDouble() * between : 0;
        for (int i = client; ; i++)
        {
            double now = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (secondsBetween is not null && due > now)
                await Task.Delay(TimeSpan.FromSeconds(due - now));
            else if (secondsBetween is null)
                due = now;
            if (Math.Max(due, now) > time.TotalSeconds)
                return (milliseconds, failed);
            // A request that was due while the one before it was answered has waited since then; a late timer is the client's.
            double sent = secondsBetween is null || now > due ? due : Stopwatch.GetElapsedTime(start).TotalSeconds;
            await socket.SendAsync(requests[i % requests.Length]);
            if (await ReadAsync(socket, buffer))
                milliseconds.Add((Stopwatch.GetElapsedTime(start).TotalSeconds - sent) * 1000);
            else
                failed++;
            due += secondsBetween is { } mean ? -Math.Log(1 - random.NextDouble()) * mean : 0; // clients arrive at random
        }
    }

    // Reads an answer, and returns whether its status is 200.
    private static async Task<bool> ReadAsync(Socket socket, byte[] buffer)
    {
        int count = 0, end;
        do
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(count));
            if (read == 0)
                throw new IOException("The server closed the connection.");
            count += read;
            end = buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8);
        }
        while (end < 0);
        string head = Encoding.ASCII.GetString(buffer, 0, end);
        const string name = "Content-Length: ";
        int place = head.IndexOf(name, StringComparison.OrdinalIgnoreCase) + name.Length;
        int length = int.Parse(head[place..].Split('\r')[0], CultureInfo.InvariantCulture);
        while (count < end + 4 + length)
            count += await socket.ReceiveAsync(buffer.AsMemory(count));
        return head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
    }

    private static byte[] RequestOf(string text)
    {
        string body = $$"""{"text":"{{JsonEncodedText.Encode(text)}}"}""";
        return Encoding.UTF8.GetBytes(
            "POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" +
            $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }
}
