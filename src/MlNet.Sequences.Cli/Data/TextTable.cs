namespace MlNet.Sequences.Cli;

/// <summary>
/// A .tsv or .csv file with a header, or a file with a JSON object a line, compressed with gzip or not, read from the disk at
/// each pass. Columns are found by their names, whose case doesn't matter; those that aren't asked for are skipped, and so are
/// rows without a label.
/// </summary>
internal sealed class TextTable
{
    internal const string Forms =
        "a .tsv or .csv file with a header, or a .jsonl file, plain or compressed (.csv.gz), with a column of texts";

    private readonly string _path;
    private readonly Messages _messages;
    private readonly CancellationToken _cancellationToken;
    private readonly int _columns;
    private readonly int[] _read; // the places in the header of the columns that are read; those below are places in this list
    private readonly int[] _texts;
    private readonly int[] _labels; // one, or none
    private readonly int[] _kept;
    private bool _warnedOfBytes;
    private bool _warnedOfSurrogates;

    /// <summary>Reads the header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="texts">The columns with the texts.</param>
    /// <param name="label">The column with the labels, or null where none are read.</param>
    /// <param name="kept">The columns that are passed through.</param>
    /// <param name="messages">Where warnings go.</param>
    /// <param name="cancellationToken">Ends every pass over the rows.</param>
    /// <exception cref="FailureException">The file is empty, or a column is missing.</exception>
    internal TextTable(
        string path, IReadOnlyList<string> texts, string? label, KeptColumns kept, Messages messages,
        CancellationToken cancellationToken)
    {
        (_path, _messages, _cancellationToken) = (path, messages, cancellationToken);
        using var input = InputText.Open(path);
        var records = Open(input);
        var header = records.ReadHeader() ?? throw new FailureException(
            $"'{path}' is empty: it must have a header with the column{(label is null && texts.Count == 1 ? "" : "s")} " +
            $"{Words.List(label is null ? texts : [.. texts, label])}, and rows.");
        _columns = header.Count;
        int[] textColumns = [.. texts.Select(text => Find(header, text, ColumnNames.TextOption))];
        int[] labelColumns = label is null ? [] : [Find(header, label, ColumnNames.LabelOption)];
        int[] keptColumns = kept.Names is { } names
            ? [.. names.Select(name => Find(header, name, "--keep"))]
            : [.. Enumerable.Range(0, header.Count).Except(textColumns)];
        KeptNames = [.. keptColumns.Select(column => header[column].Trim())];

        // One column may be asked for twice: as the text, and to be passed through.
        _read = [.. textColumns.Concat(labelColumns).Concat(keptColumns).Distinct()];
        (_texts, _labels, _kept) = (Places(textColumns), Places(labelColumns), Places(keptColumns));
        if (records.Read(_read) is null)
            throw new FailureException($"'{path}' has a header and no rows.");
    }

    /// <summary>The columns that are passed through, as the header writes them.</summary>
    internal IReadOnlyList<string> KeptNames { get; }

    internal static bool IsTable(string path) => IsCommaSeparated(path) || Ends(path, ".tsv") || IsJson(path);

    /// <summary>The texts, one after the other, never held together.</summary>
    internal IEnumerable<SourceRow> Texts() => Records().Select(record => Row(record.Fields, "", record.Line));

    /// <summary>The texts with their labels.</summary>
    internal IEnumerable<SourceRow> Rows()
    {
        long skipped = 0, first = 0;
        foreach (var (fields, line) in Records())
        {
            string label = fields[_labels[0]].Trim();
            if (label.Length > 0)
            {
                yield return Row(fields, label, line);
                continue;
            }

            skipped++;
            first = first == 0 ? line : first;
        }

        if (skipped > 0)
            _messages.Warn($"'{_path}': {Format.Rows(skipped)} without a label left out, the first in line {first}.");
    }

    private SourceRow Row(string[] fields, string label, long line) =>
        new([.. _texts.Select(place => fields[place])], label, _kept.Length == 0 ? [] : [
        .. _kept.Select(place => fields[place])], line);

    private int[] Places(int[] columns) => [.. columns.Select(column => Array.IndexOf(_read, column))];

    private static bool IsCommaSeparated(string path) => Ends(path, ".csv");

    private static bool IsJson(string path) => Ends(path, ".jsonl") || Ends(path, ".ndjson");

    private static bool Ends(string path, string extension) =>
        InputText.Uncompressed(path).EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private IRecordReader Open(InputText input)
    {
        var lines = new LineReader(input, _cancellationToken);
        return IsJson(_path)
            ? new JsonLinesReader(lines, _path)
            : new RecordReader(lines, _path, IsCommaSeparated(_path) ? ',' : '\t');
    }

    private IEnumerable<(string[] Fields, long Line)> Records()
    {
        using var input = InputText.Open(_path);
        var records = Open(input);
        records.ReadHeader();
        long? blank = null;
        while (records.Read(_read) is { } fields)
        {
            // Empty lines at the file's end are nothing; elsewhere a row is missing. In a table of one column an empty line is an
            // empty text.
            if (records.IsBlank && (_columns > 1 || IsJson(_path)))
            {
                blank ??= records.Line;
                continue;
            }

            if (blank is not null)
                throw new FailureException($"'{_path}', line {blank} is empty. Remove it.");
            if (records.Count != _columns)
                throw WrongCount(records.Count, records.Line);
            Warn(fields, records, input);
            yield return (fields, records.Line);
        }
    }

    private int Find(IReadOnlyList<string> header, string column, string option)
    {
        int[] found = [
            .. Enumerable.Range(0, header.Count).Where(i => header[i].Trim().Equals(column, StringComparison.OrdinalIgnoreCase))];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new FailureException(
                $"'{_path}' has no column {column}: its {(IsJson(_path) ? "first object" : "header")} has " +
                $"{ShownNames.List(header, "'")}" +
                $"{(IsJson(_path) ? "" : $", separated by {SeparatorName}s")}.{ShownNames.Suggest(column, header)} " +
                $"Name one of these with {option}, or correct the file."),
            _ => throw new FailureException($"'{_path}' has {found.Length} columns named {column}: rename all but one."),
        };
    }

    private string SeparatorName => IsCommaSeparated(_path) ? "comma" : "tab";

    private FailureException WrongCount(int count, long line)
    {
        string remedy = IsCommaSeparated(_path)
                ? count > _columns
                ? "Put a text that has a comma into quotation marks"
                : "Put a text that has a line break into quotation marks"
            : count > _columns ? "A text must have no tab in it"
            : "A text must have no line break in it: a .tsv file has no quotation. Save the table as .csv, where such a text " +
            "stands in quotation marks";
        return new(
            $"'{_path}', line {line} has {count} column{(count == 1 ? "" : "s")} and the header has {_columns}. {remedy}.");
    }

    private void Warn(string[] fields, IRecordReader records, InputText input)
    {
        if (!input.HasInvalidBytes && !records.HasLoneSurrogates)
            return;
        if (!fields.Any(field => field.Contains('\uFFFD', StringComparison.Ordinal)))
            return;
        if (input.HasInvalidBytes)
            Say(ref _warnedOfBytes, input.WarningOf(records.Line));
        if (records.HasLoneSurrogates)
        {
            Say(ref _warnedOfSurrogates,
                $"'{_path}', line {records.Line} has half of a surrogate pair (\\uD800 to \\uDFFF without its other half), and " +
                "U+FFFD stands for it here and in any later line. Write the file with whole characters.");
        }

        void Say(ref bool said, string warning)
        {
            if (!said)
                _messages.Warn(warning);
            said = true;
        }
    }
}
