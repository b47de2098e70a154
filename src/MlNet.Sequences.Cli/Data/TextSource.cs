using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Texts to score, from the command line, a file or standard input. Further forms belong here.
/// </summary>
internal static class TextSource
{
    internal const string Forms = TextTable.Forms +
        ", a .txt file with one text per line, plain or compressed (.txt.gz), " + TagFile.Forms +
        ", or - for standard input, one text per line";

    /// <param name="mlContext">The context.</param>
    /// <param name="texts">The texts of the command line.</param>
    /// <param name="path">The value of <c>--data</c>, or null.</param>
    /// <param name="textColumns">The columns of a table with the texts.</param>
    /// <param name="kept">The columns of a table to pass through.</param>
    /// <param name="hasTokens">Whether the model reads lists of tokens.</param>
    /// <param name="messages">Receives warnings.</param>
    /// <param name="cancellationToken">Stops every pass over the texts.</param>
    /// <exception cref="FailureException">The file does not exist, its type is unknown, or a column is missing.</exception>
    internal static TextsToScore Open(
        MLContext mlContext, IReadOnlyList<string> texts, string? path, IReadOnlyList<string> textColumns, KeptColumns kept,
        bool hasTokens, Messages messages, CancellationToken cancellationToken)
    {
        if (path is null)
            return Plain(texts);
        if (path == "-")
        {
            var input = StandardStreams.OpenInput();
            return Plain(Lines(() => InputText.OfStandardInput(input), messages, cancellationToken));
        }

        if (Directory.Exists(path))
            throw new FailureException($"'{path}' is a folder. predict reads {Forms}.");
        if (!File.Exists(path))
            throw new FailureException($"'{path}' does not exist. Correct the path after --data.");
        if (TextTable.IsTable(path))
        {
            var table = new TextTable(mlContext, path, textColumns, null, kept, messages, cancellationToken);
            return new(new SourceView(textColumns.Count, table.KeptNames.Count, Prepared(table.Texts())), table.KeptNames);
        }

        if (InputFile.Uncompressed(path).EndsWith(".txt", StringComparison.OrdinalIgnoreCase))
        {
            InputFile.Check(path);
            return Plain(Lines(() => InputText.Open(path), messages, cancellationToken));
        }

        if (TagFile.IsTagFile(path))
            return FromRows(TagFile.Rows(mlContext, path, new(textColumns, ""), cancellationToken));

        throw new FailureException($"'{path}' has an unknown file type. predict reads {Forms}.");

        IEnumerable<SourceRow> Prepared(IEnumerable<SourceRow> rows) =>
            hasTokens ? rows.Select(row => row with { Texts = [.. row.Texts.Select(TokenList.ToText)] }) : rows;

        TextsToScore Plain(IEnumerable<string> lines) =>
            FromRows(lines.Select((line, i) => new SourceRow([line], "", [], i + 1)));

        TextsToScore FromRows(IEnumerable<SourceRow> rows)
        {
            if (textColumns.Count > 1)
                throw new FailureException(
                    $"The model reads the columns {Words.List(textColumns)} of each row, but this input has one text per row. " +
                    "Give a table with these columns after --data.");
            if (!kept.AreNone)
                throw new FailureException(
                    "--keep and --keep-all copy columns of a table, but this input is not a table. Leave them out, or give a " +
                    "table after --data.");
            return new(new SourceView(1, 0, Prepared(rows)), []);
        }
    }

    private static IEnumerable<string> Lines(Func<InputText> open, Messages messages, CancellationToken cancellationToken)
    {
        using var input = open();
        long number = 0;
        bool warned = false;
        while (input.ReadLine(cancellationToken) is { } text)
        {
            number++;
            if (!warned && input.HasInvalidBytes && text.Contains('\uFFFD', StringComparison.Ordinal))
            {
                messages.Warn(input.WarningOf(number));
                warned = true;
            }

            yield return text;
        }
    }
}

/// <summary>Texts to score, with the columns of <see cref="OwnColumns"/>.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="KeptNames">The names of the columns to pass through.</param>
internal sealed record TextsToScore(SourceView Rows, IReadOnlyList<string> KeptNames);
