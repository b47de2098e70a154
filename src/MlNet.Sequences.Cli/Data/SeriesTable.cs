using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>The columns of a table with series, as the user names them, in any case.</summary>
/// <param name="Targets">The columns to forecast; none in a table of the future.</param>
/// <param name="Series">The column that tells to which series a row belongs, or null.</param>
/// <param name="Time">The column with the time, or null.</param>
internal sealed record SeriesTableColumns(IReadOnlyList<string> Targets, string? Series, string? Time)
{
    /// <summary>The column that several targets make together.</summary>
    private const string ManyTargets = "Targets";

    /// <summary>Whether times are dates; false for whole numbers; null to look.</summary>
    internal bool? AreDates { get; init; }

    /// <summary>The column of a model that has the targets.</summary>
    internal string TargetColumn => Targets is [var only] ? only : ManyTargets;

    /// <summary>The columns of the table that a model was trained on.</summary>
    internal static SeriesTableColumns Of(DataViewSchema schema, string target, string? series, string? time)
    {
        var column = schema[target];
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        if (column.HasSlotNames())
            column.GetSlotNames(ref names);
        string[] targets = [.. names.DenseValues().Select(name => name.ToString())];
        return new(targets.Length > 0 ? targets : [target], series, time)
        {
            AreDates = time is null ? null : schema[time].Type is DateTimeDataViewType,
        };
    }
}

/// <summary>
/// A table of series in memory: a .csv or .tsv file with a header, or a file with a JSON object a line. Numbers that are missing
/// are NaN.
/// </summary>
internal static class SeriesTable
{
    private static readonly string[] Missing = ["", "nan", "na", "null"];

    /// <exception cref="FailureException">A column is missing, or a field is neither a number nor a time.</exception>
    internal static IDataView Load(
        MLContext mlContext, string path, SeriesTableColumns columns, CancellationToken cancellationToken)
    {
        if (!TextTable.IsTable(path))
            throw new FailureException($"'{path}' is no table of series: give a .csv, .tsv or .jsonl file, plain or compressed.");
        var table = TextTable.Open(mlContext.Data, path);
        DataViewSchema.Column[] targets = [.. columns.Targets.Select(name => Find(table, path, name, "--target-column"))];
        DataViewSchema.Column[] others =
        [
            .. columns.Series is { } series ? [Find(table, path, series, ColumnNames.SeriesOption)] : (DataViewSchema.Column[])[],
            .. columns.Time is { } time ? [Find(table, path, time, ColumnNames.TimeOption)] : (DataViewSchema.Column[])[],
        ];
        var line = table.Schema[OwnColumns.Line];
        using var cursor = table.GetRowCursor([.. targets.Concat(others).Distinct(), line]);
        var getNumbers = targets.Select(column => cursor.GetGetter<ReadOnlyMemory<char>>(column)).ToArray();
        var getOthers = others.Select(column => cursor.GetGetter<ReadOnlyMemory<char>>(column)).ToArray();
        var getLine = cursor.GetGetter<long>(line);
        var rows = new List<Row>();
        var (text, number, areDates) = (default(ReadOnlyMemory<char>), 0L, columns.AreDates);
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            getLine(ref number);
            var row = new Row { Targets = new float[targets.Length] };
            for (int i = 0; i < targets.Length; i++)
            {
                getNumbers[i](ref text);
                row.Targets[i] = Number(text.Span.Trim(), path, number, targets[i].Name);
            }

            for (int i = 0; i < others.Length; i++)
            {
                getOthers[i](ref text);
                if (i == 0 && columns.Series is not null)
                    row.Series = text.ToString();
                else
                    SetTime(row, text.Span.Trim(), ref areDates, path, number, others[i].Name);
            }

            rows.Add(row);
        }

        return rows.Count > 0
            ? mlContext.Data.LoadFromEnumerable(rows, Schema(columns, areDates ?? false))
            : throw new FailureException($"'{path}' has a header but no rows.");
    }

    private static SchemaDefinition Schema(SeriesTableColumns columns, bool areDates)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        Name(nameof(Row.Series), columns.Series);
        Name(nameof(Row.Date), areDates ? columns.Time : null);
        Name(nameof(Row.Number), areDates ? null : columns.Time);
        int count = columns.Targets.Count;
        schema[nameof(Row.Targets)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, count);
        schema[nameof(Row.Targets)].AddAnnotation(
            "SlotNames", new VBuffer<ReadOnlyMemory<char>>(count, [.. columns.Targets.Select(name => name.AsMemory())]),
            new VectorDataViewType(TextDataViewType.Instance, count));
        Name(nameof(Row.Targets), columns.TargetColumn);
        return schema;

        void Name(string member, string? column)
        {
            if (column is null)
                schema.Remove(schema[member]);
            else
                schema[member].ColumnName = column;
        }
    }

    private static DataViewSchema.Column Find(IDataView table, string path, string name, string option)
    {
        var columns = table.Schema.Where(column => column.Name != OwnColumns.Line).ToArray();
        string[] names = [.. columns.Select(column => column.Name)];
        foreach (var comparison in (StringComparison[])[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            if (columns.Where(column => column.Name.Equals(name, comparison)).ToArray() is [var found, ..])
                return found;
        }

        throw new FailureException(
            $"'{path}' has no column '{name}'.{Words.Suggestion(name, names)} It has: {string.Join(", ", names)}. Name one " +
            $"with {option}.");
    }

    private static float Number(ReadOnlySpan<char> text, string path, long line, string column)
    {
        if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number))
            return number;
        string field = text.ToString();
        return Missing.Contains(field, StringComparer.OrdinalIgnoreCase)
            ? float.NaN
            : throw new FailureException(
                $"'{path}', line {line}: '{field}' in the column '{column}' is not a number. Correct it, or leave it empty if " +
                "it is missing.");
    }

    // The first row decides.
    private static void SetTime(Row row, ReadOnlySpan<char> text, ref bool? areDates, string path, long line, string column)
    {
        bool isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
        areDates ??= !isNumber;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (areDates == false && isNumber)
            row.Number = number;
        else if (areDates == true && DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out var date))
            row.Date = date;
        else
            throw new FailureException(
                $"'{path}', line {line}: '{text}' in the column '{column}' is not a " +
                $"{(areDates == true ? "date, such as 2026-01-31 12:00" : "whole number")}. All times must be of one kind.");
    }

    private sealed class Row
    {
        public string Series { get; set; } = "";

        public DateTime Date { get; set; }

        public long Number { get; set; }

        public float[] Targets { get; set; } = [];
    }
}
