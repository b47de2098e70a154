using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary>
/// A .tsv or .csv file with a header, or a file with a JSON object a line, read from the disk at each pass. Columns are found by their
/// names, whose case doesn't matter; those that aren't asked for are skipped, and so are rows without a label.
/// </summary>
internal sealed class TextTable
{
    internal const string Forms = "a .tsv or .csv file with a header, or a .jsonl file, with a column of texts";

    private readonly string _path;
    private readonly Messages _messages;
    private readonly CancellationToken _cancellationToken;
    private readonly int _columns;
    private readonly int[] _texts;
    private readonly int[] _kept;
    private readonly int _label;
    private bool _warned;

    /// <summary>Reads the header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="texts">The columns with the texts.</param>
    /// <param name="label">The column with the labels, or null where none are read.</param>
    /// <param name="kept">The columns that are passed through.</param>
    /// <param name="messages">Where warnings go.</param>
    /// <param name="cancellationToken">Ends every pass over the rows.</param>
    /// <exception cref="FailureException">The file is empty, or a column is missing.</exception>
    internal TextTable(
        string path, IReadOnlyList<string> texts, string? label, KeptColumns kept, Messages messages, CancellationToken cancellationToken)
    {
        (_path, _messages, _cancellationToken) = (path, messages, cancellationToken);
        using var reader = new StreamReader(path, Encoding.UTF8);
        var records = Open(reader);
        List<string> header = [.. records.Read() ?? throw new FailureException(
            $"'{path}' is empty: it must have a header with the column{(label is null && texts.Count == 1 ? "" : "s")} " +
            $"{Words.List(label is null ? texts : [.. texts, label])}, and rows.")];
        _columns = header.Count;
        _texts = [.. texts.Select(text => Find(header, text, ColumnNames.TextOption))];
        _label = label is null ? -1 : Find(header, label, ColumnNames.LabelOption);
        _kept = kept.Names is { } names
            ? [.. names.Select(name => Find(header, name, "--keep"))]
            : [.. Enumerable.Range(0, header.Count).Except(_texts)];
        KeptNames = [.. _kept.Select(column => header[column].Trim())];
        if (records.Read() is null)
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
            string label = fields[_label].Trim();
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

    private SourceRow Row(List<string> fields, string label, long line) =>
        new([.. _texts.Select(column => fields[column])], label, _kept.Length == 0 ? [] : [.. _kept.Select(column => fields[column])], line);

    private static bool IsCommaSeparated(string path) => Ends(path, ".csv");

    private static bool IsJson(string path) => Ends(path, ".jsonl") || Ends(path, ".ndjson");

    private static bool Ends(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private IRecordReader Open(TextReader reader) =>
        IsJson(_path) ? new JsonLinesReader(reader, _path) : new RecordReader(reader, _path, IsCommaSeparated(_path) ? ',' : '\t');

    private IEnumerable<(List<string> Fields, long Line)> Records()
    {
        using var reader = new StreamReader(_path, Encoding.UTF8);
        var records = Open(reader);
        records.Read();
        long? blank = null;
        while (records.Read() is { } fields)
        {
            _cancellationToken.ThrowIfCancellationRequested();

            // Empty lines at the file's end are nothing; elsewhere a row is missing.
            if (_columns > 1 && fields is [""])
            {
                blank ??= records.Line;
                continue;
            }

            if (blank is not null)
                throw new FailureException($"'{_path}', line {blank} is empty. Remove it.");
            if (fields.Count != _columns)
                throw WrongCount(fields.Count, records.Line);
            foreach (int column in _texts)
                Warn(fields[column], records.Line);
            yield return (fields, records.Line);
        }
    }

    private int Find(List<string> header, string column, string option)
    {
        int[] found = [.. Enumerable.Range(0, header.Count).Where(i => header[i].Trim().Equals(column, StringComparison.OrdinalIgnoreCase))];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new FailureException(
                $"'{_path}' has no column {column}: its {(IsJson(_path) ? "first object" : "header")} has '{string.Join("', '", header)}'" +
                $"{(IsJson(_path) ? "" : $", separated by {SeparatorName}s")}. Name one of these with {option}, or correct the file."),
            _ => throw new FailureException($"'{_path}' has {found.Length} columns named {column}: rename all but one."),
        };
    }

    private string SeparatorName => IsCommaSeparated(_path) ? "comma" : "tab";

    private FailureException WrongCount(int count, long line)
    {
        string remedy = IsCommaSeparated(_path) ? "Put a text that has a comma into quotation marks" : "A text must have no tab in it";
        return new($"'{_path}', line {line} has {count} column{(count == 1 ? "" : "s")} and the header has {_columns}. {remedy}.");
    }

    private void Warn(string text, long line)
    {
        if (_warned || !text.Contains('\uFFFD', StringComparison.Ordinal))
            return;
        _warned = true;
        _messages.Warn($"'{_path}', line {line} has bytes that are not UTF-8, and U+FFFD stands for them here and in any later line. Save the file as UTF-8.");
    }
}
