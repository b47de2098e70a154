using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MlNet.Sequences.Serving.Tests;

/// <summary>
/// Chromium without a window, moved by its DevTools protocol: keys, dropped files, the size of a screen. Tests that need it are
/// skipped where it is not installed.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    // For a machine that is very busy. Nothing is expected to take that long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _commands = [];
    private readonly ConcurrentQueue<(string Name, JsonNode Details)> _events = [];
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _end = new();
    private Task _receiving = Task.CompletedTask;
    private int _lastId;

    private Chromium(Process process, DirectoryInfo profile) => (_process, _profile) = (process, profile);

    /// <summary>Whatever the page wrote into its console, and what its policy forbade it.</summary>
    internal IEnumerable<string> Complaints => _events
        .Where(each => each.Name is "Log.entryAdded" or "Runtime.exceptionThrown" or "Runtime.consoleAPICalled")
        .Select(each => each.Details.ToJsonString());

    /// <summary>The addresses of all that the page asked for.</summary>
    internal IEnumerable<string> Requests => _events.Where(each => each.Name == "Network.requestWillBeSent")
        .Select(each => each.Details["request"]!["url"]!.GetValue<string>());

    internal static async Task<Chromium> StartAsync()
    {
        var profile = Directory.CreateTempSubdirectory("mlnet-sequences-serving-tests-");
        var start = new ProcessStartInfo(
            Programs.Find("chromium", "chromium-browser", "google-chrome"),
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0",
                "--no-first-run", $"--user-data-dir={profile.FullName}", "about:blank",
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var chromium = new Chromium(Process.Start(start)!, profile);
        await chromium.ConnectAsync();
        return chromium;
    }

    /// <summary>Opens a page, on a screen of this size, and waits until it is loaded.</summary>
    internal async Task OpenAsync(Uri page, int width = 1000, int height = 800, bool dark = false)
    {
        await SendAsync("Emulation.setDeviceMetricsOverride", new()
        {
            ["width"] = width,
            ["height"] = height,
            ["deviceScaleFactor"] = 1,
            ["mobile"] = width < 600,
        });
        await SendAsync("Emulation.setEmulatedMedia", new()
        {
            ["features"] = new JsonArray(
                new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
        });
        await SendAsync("Page.navigate", new() { ["url"] = page.AbsoluteUri });
        await UntilAsync("document.readyState === 'complete' && document.querySelector('option')");
    }

    /// <summary>The value of an expression in the page, which may be a promise.</summary>
    internal async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new()
        {
            ["expression"] = expression,
            ["awaitPromise"] = true,
            ["returnByValue"] = true,
            ["userGesture"] = true,
        });
        Assert.IsNull(answer["exceptionDetails"], $"{expression}: {answer["exceptionDetails"]?.ToJsonString()}");
        return answer["result"]!["value"];
    }

    internal async Task<string> TextAsync(string selector) =>
        (await EvaluateAsync($"document.querySelector('{selector}').innerText"))!.GetValue<string>();

    /// <summary>Waits until an expression in the page is true.</summary>
    internal async Task UntilAsync(string condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!(await EvaluateAsync($"!!({condition})"))!.GetValue<bool>())
        {
            Assert.IsLessThan(Patience, Stopwatch.GetElapsedTime(start), $"This did not come true: {condition}");
            await Task.Delay(10);
        }
    }

    internal Task WriteAsync(string text) => SendAsync("Input.insertText", new() { ["text"] = text });

    /// <summary>Presses a key, such as "Tab" or "Enter".</summary>
    internal async Task PressAsync(string key, bool control = false)
    {
        (int code, string text) = key switch { "Tab" => (9, ""), "Enter" => (13, "\r"), _ => ((int)key[0], key) };
        foreach (string type in (string[])[text.Length > 0 ? "keyDown" : "rawKeyDown", "keyUp"])
        {
            var parameters = new JsonObject
            {
                ["type"] = type,
                ["key"] = key,
                ["code"] = key,
                ["windowsVirtualKeyCode"] = code,
                ["modifiers"] = control ? 2 : 0,
            };
            if (type == "keyDown")
                parameters["text"] = text;
            await SendAsync("Input.dispatchKeyEvent", parameters);
        }
    }

    /// <summary>Drops a file on the middle of an element.</summary>
    internal async Task DropAsync(string selector, string file)
    {
        await EvaluateAsync($"document.querySelector('{selector}').scrollIntoView()");
        foreach (string type in (string[])["dragEnter", "dragOver", "drop"])
        {
            var box = await EvaluateAsync(
                $"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])(document.querySelector('{selector}')" +
                ".getBoundingClientRect())");
            await SendAsync("Input.dispatchDragEvent", new()
            {
                ["type"] = type,
                ["x"] = box![0]!.DeepClone(),
                ["y"] = box[1]!.DeepClone(),
                ["data"] = new JsonObject
                {
                    ["items"] = new JsonArray(),
                    ["files"] = new JsonArray(file),
                    ["dragOperationsMask"] = 1,
                },
            });
        }
    }

    /// <summary>Where downloaded files go.</summary>
    internal Task DownloadToAsync(string folder) =>
        SendAsync("Page.setDownloadBehavior", new() { ["behavior"] = "allow", ["downloadPath"] = folder });

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _sending.Dispose();
        _end.Dispose();
        await RemoveAsync();
    }

    private async Task ConnectAsync()
    {
        const string mark = "DevTools listening on ";
        string? line;
        do
            line = await _process.StandardError.ReadLineAsync();
        while (line?.StartsWith(mark, StringComparison.Ordinal) == false);
        Assert.IsNotNull(line, "Chromium has ended.");
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();

        using var http = new HttpClient();
        var pages = JsonNode.Parse(await http.GetStringAsync($"http://127.0.0.1:{new Uri(line[mark.Length..]).Port}/json/list"));
        string address = pages!.AsArray().First(page => page!["type"]!.GetValue<string>() == "page")!["webSocketDebuggerUrl"]!
            .GetValue<string>();
        await _socket.ConnectAsync(new Uri(address), default);
        _receiving = ReceiveAsync();
        foreach (string domain in (string[])["Page", "Network", "Log", "Runtime"])
            await SendAsync($"{domain}.enable");
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject? parameters = null)
    {
        int id = Interlocked.Increment(ref _lastId);
        var completion = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _commands[id] = completion;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _sending.WaitAsync();
        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(message.ToJsonString());
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, default);
        }
        finally
        {
            _sending.Release();
        }

        var answer = await completion.Task.WaitAsync(Patience);
        Assert.IsNull(answer["error"], $"{method}: {answer["error"]?.ToJsonString()}");
        return answer["result"]!;
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        while (!_end.IsCancellationRequested)
        {
            message.SetLength(0);
            ValueWebSocketReceiveResult result;
            do
            {
                try
                {
                    result = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                message.Write(buffer, 0, result.Count);
            }
            while (!result.EndOfMessage);
            var node = JsonNode.Parse(message.GetBuffer().AsSpan(0, (int)message.Length))!;
            if (node["id"] is { } id)
                _commands[id.GetValue<int>()].SetResult(node);
            else
                _events.Enqueue((node["method"]!.GetValue<string>(), node["params"]!));
        }
    }

    // Chromium's last process may still write when the first has ended.
    private async Task RemoveAsync()
    {
        for (int i = 0; _profile.Exists; i++)
        {
            try
            {
                _profile.Delete(recursive: true);
            }
            catch (IOException) when (i < 100)
            {
                await Task.Delay(50);
            }

            _profile.Refresh();
        }
    }
}
