using System.Net.Http.Headers;
using System.Text;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Clients that send requests through the load balancer, check the answers, and sometimes go away.</summary>
/// <param name="client">Where to.</param>
/// <param name="texts">The texts.</param>
/// <param name="models">The models, of which one must have answered.</param>
internal sealed class SoakClients(HttpClient client, SoakTexts texts, IReadOnlyList<SoakModel> models)
{
    private const double Canceled = 0.05;

    private readonly List<string> _failures = [];
    private int _started, _done, _right, _left;

    /// <summary>The requests that are over.</summary>
    internal int Done => Volatile.Read(ref _done);

    /// <summary>Those with the answer that they must get.</summary>
    internal int Right => Volatile.Read(ref _right);

    /// <summary>Those that a client did not wait for.</summary>
    internal int Left => Volatile.Read(ref _left);

    /// <summary>Those without an answer.</summary>
    internal int Lost { get; private set; }

    /// <summary>Those with a wrong one.</summary>
    internal int Wrong { get; private set; }

    /// <summary>What went wrong with some of them.</summary>
    internal IReadOnlyList<string> Failures => _failures;

    /// <summary>Sends requests from several clients at once.</summary>
    /// <param name="clients">The clients.</param>
    /// <param name="requests">The least number of requests.</param>
    /// <param name="end">Until this is over, there are more.</param>
    internal Task RunAsync(int clients, int requests, Task end)
    {
        return Task.WhenAll(Enumerable.Range(0, clients).Select(i => Task.Run(() => RunOneAsync(new Random(i)))));

        async Task RunOneAsync(Random random)
        {
            while (Interlocked.Increment(ref _started) <= requests || !end.IsCompleted)
            {
                await SendAsync(SoakRequest.Choose(texts, random), random.NextDouble() < Canceled ? random.Next(30) : null);
                Interlocked.Increment(ref _done);
            }
        }
    }

    private async Task SendAsync(SoakRequest request, int? leavesAfter)
    {
        using var leave = new CancellationTokenSource();
        if (leavesAfter is { } milliseconds)
            leave.CancelAfter(milliseconds);
        try
        {
            using var body = new StringContent(request.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var response = await client.PostAsync(request.Path, body, leave.Token);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(leave.Token);
            if ((int)response.StatusCode != request.Status)
                Count(isLost: true, request, $"{(int)response.StatusCode} {Encoding.UTF8.GetString(answer)}");
            else if (!request.IsRight(answer, models))
                Count(isLost: false, request, Encoding.UTF8.GetString(answer));
            else
                Interlocked.Increment(ref _right);
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            Interlocked.Increment(ref _left);
        }
        catch (HttpRequestException e)
        {
            Count(isLost: true, request, e.ToString());
        }
        catch (IOException e)
        {
            Count(isLost: true, request, e.ToString());
        }
    }

    private void Count(bool isLost, SoakRequest request, string what)
    {
        const int shown = 5;
        lock (_failures)
        {
            Lost += isLost ? 1 : 0;
            Wrong += isLost ? 0 : 1;
            if (_failures.Count < shown)
                _failures.Add($"{request.Path}: {what}");
        }
    }
}
