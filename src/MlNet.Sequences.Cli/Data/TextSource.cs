using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary>Texts to score, one after the other, from the command line, a file or standard input. The place for further forms.</summary>
internal static class TextSource
{
    internal const string Forms = TextTable.Forms + ", a .txt file with a text a line, or - for standard input, a text a line";

    /// <exception cref="FailureException">There is no such file, or it is of no kind that can be read.</exception>
    internal static IEnumerable<TextRow> Open(
        IReadOnlyList<string> texts, string? path, string textColumn, Messages messages, CancellationToken cancellationToken)
    {
        if (path is null)
            return texts.Select(text => new TextRow { Text = text });
        if (path == "-")
        {
            var input = StandardStreams.OpenInput();
            return Lines(() => new StreamReader(input, Encoding.UTF8), cancellationToken);
        }

        if (Directory.Exists(path))
            throw new FailureException($"'{path}' is a folder. predict takes {Forms}.");
        if (!File.Exists(path))
            throw new FailureException($"There is no file '{path}'. Correct the path after --data.");
        if (TextTable.IsTable(path))
            return new TextTable(path, textColumn, null, "--text-column", messages, cancellationToken).Texts();
        if (path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase))
            return Lines(() => new StreamReader(path, Encoding.UTF8), cancellationToken);
        throw new FailureException($"'{path}' is of no kind that can be read. predict takes {Forms}.");
    }

    private static IEnumerable<TextRow> Lines(Func<TextReader> open, CancellationToken cancellationToken)
    {
        using var reader = open();

        // Waited for with the token, for whoever types may stop typing. A line that is there already costs no wait.
        while (reader.ReadLineAsync(cancellationToken).AsTask().WaitAsync(cancellationToken).GetAwaiter().GetResult() is { } line)
            yield return new TextRow { Text = line };
    }
}
