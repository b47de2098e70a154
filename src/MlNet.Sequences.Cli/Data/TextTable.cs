using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>
/// A .tsv or .csv file with a header, or a file with a JSON object a line, compressed with gzip or not, read from the disk at
/// each pass. Columns are found by their names, in any case; other columns are skipped, and so are rows without a label.
/// </summary>
internal sealed class TextTable
{
    internal const string Forms =
        "a .tsv or .csv file with a header, or a .jsonl file, plain or compressed (.csv.gz), with a column of texts";

    private readonly string _path;
    private readonly Messages _messages;
    private readonly CancellationToken _cancellationToken;
    private readonly IDataView _table;
    private readonly DataViewSchema.Column[] _texts;
    private readonly DataViewSchema.Column[] _labels; // one, or none
    private readonly DataViewSchema.Column[] _kept;

    /// <summary>Reads the header.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="path">The file.</param>
    /// <param name="texts">The columns with the texts.</param>
    /// <param name="label">The column with the labels, or null to read none.</param>
    /// <param name="kept">The columns to pass through.</param>
    /// <param name="messages">Receives a warning about rows that are left out.</param>
    /// <param name="cancellationToken">Stops every pass over the rows.</param>
    /// <exception cref="FailureException">There are no rows, or a column is missing.</exception>
    internal TextTable(
        MLContext mlContext, string path, IReadOnlyList<string> texts, string? label, KeptColumns kept, Messages messages,
        CancellationToken cancellationToken)
    {
        (_path, _messages, _cancellationToken) = (path, messages, cancellationToken);
        _table = Open(mlContext.Data, path);
        _texts = [.. texts.Select(text => Find(text, ColumnNames.TextOption))];
        _labels = label is null ? [] : [Find(label, ColumnNames.LabelOption)];
        _kept = kept.Names is { } names ? [.. names.Select(name => Find(name, kept.Option))] : [.. Columns.Except(_texts)];
        if (!Records().Any())
            throw new FailureException($"'{path}' has a header but no rows.");
    }

    /// <summary>The columns to pass through, spelled as in the header.</summary>
    internal IReadOnlyList<string> KeptNames => [.. _kept.Select(column => column.Name)];

    internal static bool IsTable(string path) => Ends(path, ".csv") || Ends(path, ".tsv") || IsJson(path);

    /// <summary>The texts, one at a time.</summary>
    internal IEnumerable<SourceRow> Texts() => Records();

    /// <summary>The texts with their labels.</summary>
    internal IEnumerable<SourceRow> Rows()
    {
        long skipped = 0, first = 0;
        foreach (var row in Records())
        {
            if (row.Label.Length > 0)
            {
                yield return row;
                continue;
            }

            skipped++;
            first = first == 0 ? row.Line : first;
        }

        if (skipped > 0)
            _messages.Warn($"'{_path}': left out {Format.Rows(skipped)} without a label, the first in line {first}.");
    }

    private IEnumerable<DataViewSchema.Column> Columns => _table.Schema.Take(_table.Schema.Count - 1); // all but the line

    private static bool IsJson(string path) => Ends(path, ".jsonl") || Ends(path, ".ndjson");

    private static bool Ends(string path, string extension) =>
        InputFile.Uncompressed(path).EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>All columns of a table as text, and the line of each row.</summary>
    internal static IDataView Open(DataOperationsCatalog data, string path) =>
        IsJson(path) ? data.LoadFromJsonLines(path, new JsonLinesOptions { LineColumnName = OwnColumns.Line })
        : Ends(path, ".csv") ? data.LoadFromCsv(path, new CsvOptions { LineColumnName = OwnColumns.Line })
        : data.LoadFromCsv(path, new CsvOptions { Separator = '\t', AllowQuoting = false, LineColumnName = OwnColumns.Line });

    private IEnumerable<SourceRow> Records()
    {
        // A column may be requested twice: as the text, and to pass through.
        var line = _table.Schema[OwnColumns.Line];
        DataViewSchema.Column[] read = [.. _texts.Concat(_labels).Concat(_kept).Distinct()];
        using var cursor = _table.GetRowCursor([.. read, line]);
        ValueGetter<ReadOnlyMemory<char>>[] getters = [.. read.Select(column => cursor.GetGetter<ReadOnlyMemory<char>>(column))];
        var getLine = cursor.GetGetter<long>(line);
        var (texts, labels, kept) = (Places(_texts), Places(_labels), Places(_kept));
        var (text, number) = (default(ReadOnlyMemory<char>), 0L);
        string[] fields = new string[read.Length];
        while (Moves())
        {
            for (int i = 0; i < fields.Length; i++)
            {
                getters[i](ref text);
                fields[i] = text.ToString();
            }

            getLine(ref number);
            yield return new(Fields(texts), labels is [var label] ? fields[label].Trim() : "", Fields(kept), number);
        }

        bool Moves()
        {
            _cancellationToken.ThrowIfCancellationRequested();
            return cursor.MoveNext();
        }

        int[] Places(DataViewSchema.Column[] columns) => [.. columns.Select(column => Array.IndexOf(read, column))];

        string[] Fields(int[] places) => places.Length == 0 ? [] : [.. places.Select(place => fields[place])];
    }

    // Lists usually have other names: "tokens" and "tags" stand in for the default names of text and label.
    private DataViewSchema.Column Find(string column, string option)
    {
        DataViewSchema.Column[] found = Named(column);
        if (found.Length == 0 && column == ColumnNames.Default.Texts[0])
            found = Named("tokens");
        else if (found.Length == 0 && column == ColumnNames.Default.Label)
            found = Named("tags");
        if (found.Length == 1)
            return found[0];
        if (found.Length > 1)
            throw new FailureException($"'{_path}' has {found.Length} columns named {column}: rename all but one.");
        string[] names = [.. Columns.Select(other => other.Name)];
        string where = IsJson(_path) ? "first object" : "header";
        string separated = IsJson(_path) ? "" : $", separated by {(Ends(_path, ".csv") ? "comma" : "tab")}s";
        throw new FailureException(
            $"'{_path}' has no column {column}: its {where} has {ShownNames.List(names, "'")}{separated}." +
            $"{ShownNames.Suggest(column, names)} Name one of these with {option}, or correct the file.");
    }

    private DataViewSchema.Column[] Named(string name) =>
        [.. Columns.Where(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
}
