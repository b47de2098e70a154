namespace MlNet.Sequences;

/// <summary>What is known of the terminal behind a writer.</summary>
internal static class Terminal
{
    private const int UsualWidth = 80;

    /// <summary>The characters of a line, or null where the writer is no terminal that a line can be rewritten on.</summary>
    internal static int? WidthOf(TextWriter writer)
    {
        bool isTerminal = (ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected)
            || (ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected);
        if (!isTerminal || Environment.GetEnvironmentVariable("TERM") == "dumb")
            return null;
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth;
        }
        catch (IOException)
        {
            // Windows asks standard output for its width, which may be a file while standard error is a terminal.
            return UsualWidth;
        }
    }
}
