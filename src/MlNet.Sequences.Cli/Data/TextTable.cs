using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary>
/// A .tsv or .csv file with a header, read from the disk at each pass. Columns are found by their names, whose case doesn't matter;
/// those that aren't asked for are skipped.
/// </summary>
internal sealed class TextTable
{
    internal const string TextColumn = TrainingPipeline.TextColumn;
    internal const string LabelColumn = "Label";

    private readonly string _path;
    private readonly char _separator;
    private readonly Messages _messages;
    private readonly CancellationToken _cancellationToken;
    private readonly int _columns;
    private readonly int _text;
    private readonly int _label;
    private bool _warned;

    /// <summary>Reads the header.</summary>
    /// <exception cref="FailureException">The file is empty, or a column is missing.</exception>
    internal TextTable(string path, bool labelled, Messages messages, CancellationToken cancellationToken)
    {
        (_path, _messages, _cancellationToken) = (path, messages, cancellationToken);
        _separator = IsCommaSeparated(path) ? ',' : '\t';

        using var reader = new StreamReader(path, Encoding.UTF8);
        var records = new RecordReader(reader, path, _separator);
        List<string> header = records.Read() ?? throw new FailureException(
            $"'{path}' is empty: it must have a header line{(labelled ? $" with the columns {TextColumn} and {LabelColumn}" : $" with a column {TextColumn}")}, and rows.");
        _columns = header.Count;
        _text = Find(header, TextColumn);
        _label = labelled ? Find(header, LabelColumn) : -1;
        if (records.Read() is null)
            throw new FailureException($"'{path}' has a header and no rows.");
    }

    internal static bool IsTable(string path) => IsCommaSeparated(path) || path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);

    /// <summary>The texts, one after the other, never held together.</summary>
    internal IEnumerable<TextRow> Texts() => Records().Select(record => new TextRow { Text = record.Fields[_text] });

    /// <summary>The texts with their labels.</summary>
    internal IEnumerable<LabelledRow> Rows() => Records().Select(record => new LabelledRow
    {
        Text = record.Fields[_text],
        Label = BinaryLabels.TryParse(record.Fields[_label], out bool label) ? label : throw new FailureException(
            $"'{_path}', line {record.Line}: the label '{record.Fields[_label]}' is none of {BinaryLabels.Spellings}."),
    });

    private static bool IsCommaSeparated(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private IEnumerable<(List<string> Fields, long Line)> Records()
    {
        using var reader = new StreamReader(_path, Encoding.UTF8);
        var records = new RecordReader(reader, _path, _separator);
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
            Warn(fields[_text], records.Line);
            yield return (fields, records.Line);
        }
    }

    private int Find(List<string> header, string column)
    {
        int[] found = [.. Enumerable.Range(0, header.Count).Where(i => header[i].Trim().Equals(column, StringComparison.OrdinalIgnoreCase))];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new FailureException(
                $"'{_path}' has no column {column}: its header has '{string.Join("', '", header)}', separated by {SeparatorName}s. Name the column in the header line."),
            _ => throw new FailureException($"'{_path}' has {found.Length} columns named {column}: rename all but one."),
        };
    }

    private string SeparatorName => _separator == ',' ? "comma" : "tab";

    private FailureException WrongCount(int count, long line)
    {
        string remedy = _separator == ',' ? "Put a text that has a comma into quotation marks" : "A text must have no tab in it";
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
