using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MlNet.Sequences.Benchmarks;

/// <summary>HAProxy with the configuration of samples/serving, on other ports.</summary>
internal sealed class LoadBalancer : IDisposable
{
    private const int SamplePort = 8080, Replicas = 3;

    private readonly Process _process;

    private LoadBalancer(Process process, int port) => (_process, Port) = (process, port);

    internal int Port { get; }

    /// <summary>Ports that are free now: of the load balancer, and of each replica.</summary>
    internal static int[] FindPorts()
    {
        Socket[] sockets = [.. Enumerable.Range(0, Replicas + 1).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))];
        try
        {
            foreach (var socket in sockets)
                socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return [.. sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port)];
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }

    /// <param name="ports">Those of <see cref="FindPorts"/>.</param>
    /// <param name="folder">Where the configuration is written.</param>
    /// <exception cref="FailureException">HAProxy is not installed.</exception>
    internal static LoadBalancer Start(int[] ports, string folder)
    {
        string sample = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "serving", "haproxy.cfg"));
        for (int i = 0; i < ports.Length; i++)
            sample = sample.Replace($":{SamplePort + i}", $":{ports[i]}", StringComparison.Ordinal);
        string path = Path.Combine(folder, "haproxy.cfg");
        File.WriteAllText(path, sample.Replace("*:", "127.0.0.1:", StringComparison.Ordinal));
        return new(Process.Start(Find(), ["-db", "-q", "-f", path])!, ports[0]);
    }

    /// <summary>Waits until it sends requests to all replicas.</summary>
    internal async Task WaitAsync(HttpClient client)
    {
        // It answers 503 until a replica has passed a check, and others pass theirs meanwhile.
        for (int ready = 0; ready < 10 * Replicas;)
        {
            if (_process.HasExited)
                throw new FailureException($"HAProxy has ended with exit code {_process.ExitCode}; it wrote why.");
            try
            {
                using var response = await client.GetAsync("/v2/health/ready");
                ready = response.IsSuccessStatusCode ? ready + 1 : 0;
            }
            catch (HttpRequestException)
            {
                ready = 0; // it does not listen yet
            }

            await Task.Delay(20);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin").Select(folder => Path.Combine(folder, "haproxy")).FirstOrDefault(File.Exists)
        ?? throw new FailureException("serve-soak needs HAProxy (apt-get install haproxy).");
}
