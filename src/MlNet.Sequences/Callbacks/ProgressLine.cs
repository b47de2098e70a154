namespace MlNet.Sequences;

/// <summary>
/// A line of text that the next one takes the place of, where the writer is a terminal; elsewhere each is a line of its own. It
/// returns the carriage and overwrites with spaces, which every terminal understands.
/// </summary>
/// <param name="writer">Where the lines go.</param>
/// <param name="width">The characters of the terminal's line; null where the writer is no terminal.</param>
internal sealed class ProgressLine(TextWriter writer, int? width)
{
    private int _shown;

    internal bool IsLive => width is not null;

    /// <summary>Shows a line in the place of the one before it, cut to the terminal's width.</summary>
    internal void Show(string text)
    {
        if (width is not { } columns)
        {
            Say(text);
            return;
        }

        // One column stays free: a full line makes terminals go to the next, where no carriage return comes back from.
        string line = text.Length < columns ? text : text[..Math.Max(0, columns - 1)];
        Put('\r' + line.PadRight(_shown));
        _shown = line.Length;
    }

    /// <summary>Lets the line stand that is shown, if there is one, and goes to the next.</summary>
    internal void End()
    {
        if (_shown > 0)
            Put(writer.NewLine);
        _shown = 0;
    }

    /// <summary>Prints a whole line that stays.</summary>
    internal void Say(string text)
    {
        End();
        Put(text + writer.NewLine);
    }

    // A terminal that went away or a full disk must not end the fit that the line is about.
    private void Put(string text)
    {
        try
        {
            writer.Write(text);
            writer.Flush();
        }
        catch (IOException)
        {
            // The next line is tried again.
        }
    }
}
