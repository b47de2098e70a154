using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MlNet.Sequences.Tests;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>Chromium without a window. Tests that need it are skipped where it is not installed.</summary>
internal sealed partial class Browser(Workplace workplace)
{
    /// <summary>
    /// What a reader meets: whether the page is wider than the window, how large and how clear its letters are, and what the Tab
    /// key reaches.
    /// </summary>
    private const string Look = """
        const lightness = color => {
          const [r, g, b] = color.match(/[\d.]+/g).map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const contrast = (a, b) => { const [x, y] = [lightness(a), lightness(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
        const ground = element => {
          for (; element; element = element.parentElement) {
            const color = getComputedStyle(element).backgroundColor;
            if (color !== 'rgba(0, 0, 0, 0)') return color;
          }
        };
        window.focus();
        const letters = [...document.querySelectorAll('svg text')].filter(e => e.checkVisibility()), texts = [...document.querySelectorAll('p, dt, dd, h1, h2, a:not(.skip), summary, blockquote, b, td, th, caption, footer')];
        const size = text => { const svg = text.ownerSVGElement; return parseFloat(getComputedStyle(text).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width; };
        const stops = [...document.querySelectorAll('a[href], summary, [tabindex="0"]')].filter(e => e.checkVisibility());
        const seen = {
          width: innerWidth, content: document.documentElement.scrollWidth, ground: lightness(getComputedStyle(document.body).backgroundColor),
          smallest: Math.min(...letters.map(size)),
          contrast: Math.min(...texts.map(e => contrast(getComputedStyle(e).color, ground(e))),
            ...letters.map(e => contrast(getComputedStyle(e).fill, getComputedStyle(e.ownerSVGElement.querySelector('.mlp-paper')).fill))),
          stops: stops.length, first: stops[0].className,
          unreachable: stops.filter(e => { e.focus(); return document.activeElement !== e || getComputedStyle(e).outlineStyle === 'none'; }).map(e => e.outerHTML),
          hidden: [...document.querySelectorAll('*')].filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'hidden' && e.clientWidth > 0).map(e => e.outerHTML.slice(0, 80)),
        };
        parent.postMessage(JSON.stringify(seen), '*');
        """;

    /// <summary>Opens a page as a reader does.</summary>
    /// <returns>What the browser's console says.</returns>
    internal string[] Console(string page, int width, int height, bool dark) =>
        [.. Run(page, width, height, dark).Log.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))];

    /// <summary>Opens a copy of a page that measures itself, which the page proper forbids every script.</summary>
    internal JsonElement Measure(string page, int width, int height, bool dark)
    {
        string copy = Policy().Replace(File.ReadAllText(workplace.Path(page)), "")
            .Replace("</body>", $"<script>{Look}</script></body>", StringComparison.Ordinal);
        workplace.Write("measured.html", copy);

        // In a frame, as a window has 500 pixels at least.
        workplace.Write("frame.html", $"""
            <html style="color-scheme:light dark"><script>onmessage = message => document.documentElement.dataset.seen = message.data;</script>
            <iframe src="measured.html" width="{width}" height="{height}" style="border:0"></iframe></html>
            """);
        var (document, log) = Run("frame.html", width, height, dark);
        var seen = Seen().Match(document);
        Assert.IsTrue(seen.Success, $"The page measured nothing: {log}");
        return JsonDocument.Parse(WebUtility.HtmlDecode(seen.Groups["json"].Value)).RootElement;
    }

    private (string Document, string Log) Run(string page, int width, int height, bool dark)
    {
        string size = string.Create(CultureInfo.InvariantCulture, $"--window-size={width},{height}");
        var start = new ProcessStartInfo(
            Find(),
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr", size,
                $"--user-data-dir={workplace.Path("browser")}", $"--blink-settings=preferredColorScheme={(dark ? 0 : 1)}",
                "--dump-dom",
                new Uri(workplace.Path(page)).AbsoluteUri,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var document = process.StandardOutput.ReadToEndAsync();
        var log = process.StandardError.ReadToEndAsync();
        process.WaitForEnd();
        return (document.Result, log.Result);
    }

    private static string Find()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string? found = ((string[])["chromium", "chromium-browser", "google-chrome"])
            .SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (found is null)
            Assert.Inconclusive(
                "Skipped: needs Chromium in PATH (chromium, chromium-browser or google-chrome), and there is none.");
        return found!;
    }

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\"[^>]*>")]
    private static partial Regex Policy();

    [GeneratedRegex("data-seen=\"(?<json>[^\"]*)\"")]
    private static partial Regex Seen();
}
