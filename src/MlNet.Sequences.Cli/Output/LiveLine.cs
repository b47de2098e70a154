using Spectre.Console;

namespace MlNet.Sequences.Cli;

/// <summary>The last line of a terminal, which changes; what is said goes above it and stays. Safe from any thread.</summary>
internal sealed class LiveLine(IAnsiConsole console)
{
    private const string Erase = "\r\u001b[2K";

    private readonly Lock _lock = new();
    private string _shown = "";

    /// <summary>Replaces the line.</summary>
    /// <param name="markup">The line, shorter than the terminal is wide; empty for none.</param>
    internal void Show(string markup)
    {
        lock (_lock)
        {
            _shown = markup;
            Write(Erase, markup);
        }
    }

    /// <summary>Writes lines above it.</summary>
    internal void Above(Action<IAnsiConsole> write)
    {
        lock (_lock)
        {
            if (_shown.Length > 0)
                Write(Erase, "");
            write(console);
            if (_shown.Length > 0)
                Write("", _shown);
        }
    }

    private void Write(string control, string markup)
    {
        console.Write(new ControlCode(control));
        console.Markup(markup);
    }
}
