using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using MlNet.Sequences.Tests;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>How a run of the tool ended.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    internal string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal JsonElement Json()
    {
        Assert.AreEqual(0, ExitCode, Error);
        return JsonDocument.Parse(Output).RootElement;
    }

    /// <summary>Holds a failure to its promise: exit code 1, nothing on stdout, one line on stderr, no stack trace.</summary>
    internal void IsFailure(params string[] parts)
    {
        Assert.AreEqual(1, ExitCode, Error);
        Assert.AreEqual("", Output);
        Assert.HasCount(1, ErrorLines, Error);
        foreach (string part in parts)
            Assert.Contains(part, Error);
    }

    /// <summary>Holds a usage error to its promise: exit code 2, nothing on stdout, and where help is.</summary>
    internal void IsUsageError(params string[] parts)
    {
        Assert.AreEqual(2, ExitCode, Error);
        Assert.AreEqual("", Output);
        Assert.Contains("--help", Error);
        foreach (string part in parts)
            Assert.Contains(part, Error);
    }
}

/// <summary>Runs the tool as users do, as a process; one that hangs is killed with all that it started.</summary>
/// <param name="folder">Where it runs.</param>
/// <param name="library">Another build of it than the one beside this test project.</param>
/// <param name="before">What a shell does before it becomes the tool.</param>
internal sealed class Tool(string folder, string? library = null, string? before = null)
{
    /// <summary>The tool beside this test project, of the same configuration and framework.</summary>
    internal static string Library { get; } = Find();

    /// <summary>The published schema of settings files.</summary>
    internal static string SchemaPath { get; } = Path.Combine(Root(), "docs", "train.schema.json");

    /// <summary>A model trained in a few seconds: too little to be good, enough to be scored with.</summary>
    internal static readonly string[] Quick = ["--epochs", "2", "--hidden-size", "8", "--embedding-size", "8", "--threads", "1"];

    /// <summary>Environment variables that it runs with beside those of the tests.</summary>
    internal Dictionary<string, string> Environment { get; } = [];

    internal ToolRun Run(params string[] arguments) => RunWith("", arguments);

    internal ToolRun RunWith(string input, params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return Finish(process, output, error);
    }

    /// <summary>Runs the tool by a shell with such redirections as <c>2&gt;&amp;-</c>; what they leave is read.</summary>
    internal ToolRun Redirected(string redirections, params string[] arguments)
    {
        using var process = Start(arguments, redirections);
        process.StandardInput.Close();
        return Finish(process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Runs the tool with a standard output that nobody reads any more when it begins.</summary>
    internal ToolRun WithClosedReader(params string[] arguments)
    {
        using var process = new Tool(folder, library, "read line").Start(arguments);
        process.StandardOutput.Dispose();
        process.StandardInput.WriteLine();
        process.StandardInput.Close();
        return Finish(process, Task.FromResult(""), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Sends the tool signals, one after the other, once stderr has a line with this text.</summary>
    /// <remarks>
    /// The tool waits where it is some 90 lines ahead of this reader, however late that gets its turn on a busy machine.
    /// </remarks>
    internal ToolRun Signal(IReadOnlyList<int> signals, string onceErrorHas, params string[] arguments) =>
        Meanwhile(process => Signals.Send(process, signals), onceErrorHas, arguments);

    /// <summary>Does something once stderr has a line with this text.</summary>
    /// <inheritdoc cref="Signal" path="/remarks"/>
    internal ToolRun Meanwhile(Action act, string onceErrorHas, params string[] arguments) =>
        Meanwhile(_ => act(), onceErrorHas, arguments);

    /// <summary>Runs <c>serve</c>, uses it once it is ready, and ends it by a signal.</summary>
    [SupportedOSPlatform("linux")]
    internal ToolRun Serve(int signal, Action<Uri> use, params string[] arguments) => Meanwhile(
        (process, line) =>
        {
            use(new Uri(ServeTests.Ready().Match(line).Groups["url"].Value));
            Signals.Send(process, [signal]);
        }, "Ready at ", arguments);

    private ToolRun Meanwhile(Action<Process> act, string onceErrorHas, string[] arguments) =>
        Meanwhile((process, _) => act(process), onceErrorHas, arguments);

    private ToolRun Meanwhile(Action<Process, string> act, string onceErrorHas, string[] arguments)
    {
        using var process = Start(arguments);
        Signals.HoldLittle(process.StandardError);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = Task.Run(() =>
        {
            var seen = new StringBuilder();
            bool sent = false;
            while (process.StandardError.ReadLine() is { } line)
            {
                seen.AppendLine(line);
                if (!sent && line.Contains(onceErrorHas, StringComparison.Ordinal))
                {
                    act(process, line);
                    sent = true;
                }
            }

            return seen.ToString();
        });
        return Finish(process, output, error);
    }

    /// <summary>Sends the tool a signal as soon as it handles signals.</summary>
    /// <remarks>
    /// It asks for SIGHUP last, and the runtime handles the others even before. The tool is stopped before, so that it can't have
    /// ended by then; where it has, on a busy machine, it is started again.
    /// </remarks>
    [SupportedOSPlatform("linux")]
    internal ToolRun SignalAtStart(int signal, params string[] arguments)
    {
        while (true)
        {
            using var process = Start(arguments);
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            bool isSent = Signals.StopOnceHandled(process, Signals.HangUp);
            if (isSent)
                Signals.Send(process, [signal, Signals.Continue]);
            var run = Finish(process, output, error);
            if (isSent)
                return run;
        }
    }

    private static ToolRun Finish(Process process, Task<string> output, Task<string> error)
    {
        process.WaitForEnd();
        return new ToolRun(process.ExitCode, output.Result, error.Result);
    }

    private Process Start(string[] arguments, string redirections = "")
    {
        string[] command = ["dotnet", library ?? Library, .. arguments];
        if (before is not null || redirections.Length > 0)
            command = ["/bin/sh", "-c", $"{before ?? ":"}; exec \"$@\" {redirections}", "sh", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static string Find()
    {
        string own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string framework = Path.GetFileName(own), configuration = Path.GetFileName(Path.GetDirectoryName(own)!);
        string library = Path.Combine(
            Root(), "src", "MlNet.Sequences.Cli", "bin", configuration, framework, "mlnet-sequences.dll");
        return File.Exists(library)
            ? library
            : throw new FileNotFoundException($"The tool is not built: there is no '{library}'.");
    }

    private static string Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "MlNet.sln")))
            root = root.Parent;
        return root?.FullName ?? "";
    }
}
