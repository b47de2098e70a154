namespace MlNet.Sequences;

/// <summary>Properties of a writer's terminal.</summary>
internal static class Terminal
{
    private const int UsualWidth = 80;

    /// <summary>The width in characters, or null if the writer is not a terminal that can rewrite a line.</summary>
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
            // Windows queries the width of standard output, which may be a file while standard error is a terminal.
            return UsualWidth;
        }
    }
}
