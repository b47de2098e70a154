namespace MlNet.Sequences;

/// <summary>
/// A line of text that the next one replaces on a terminal; elsewhere each is a separate line. It uses a carriage return and
/// overwrites with spaces, which every terminal understands.
/// </summary>
/// <param name="writer">Receives the lines.</param>
/// <param name="width">The width of the terminal in characters; null if the writer is not a terminal.</param>
internal sealed class ProgressLine(TextWriter writer, int? width)
{
    private int _shown;

    internal bool IsLive => width is not null;

    /// <summary>Replaces the previous line, truncated to the terminal's width.</summary>
    internal void Show(string text)
    {
        if (width is not { } columns)
        {
            Say(text);
            return;
        }

        // One column stays free: a full line makes terminals wrap, and a carriage return does not undo that.
        string line = text.Length < columns ? text : text[..Math.Max(0, columns - 1)];
        Put('\r' + line.PadRight(_shown));
        _shown = line.Length;
    }

    /// <summary>Keeps the current line, if there is one, and starts a new one.</summary>
    internal void End()
    {
        if (_shown > 0)
            Put(writer.NewLine);
        _shown = 0;
    }

    /// <summary>Prints a permanent line.</summary>
    internal void Say(string text)
    {
        End();
        Put(text + writer.NewLine);
    }

    // A closed terminal or a full disk must not end the fit.
    private void Put(string text)
    {
        try
        {
            writer.Write(text);
            writer.Flush();
        }
        catch (IOException)
        {
            // The next line is attempted again.
        }
    }
}
