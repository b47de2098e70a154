using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>A forecast of one step and target. Property names are the JSON's.</summary>
internal sealed record ForecastRow(int Step, float Forecast)
{
    [JsonPropertyOrder(-3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Series { get; init; }

    [JsonPropertyOrder(-2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Time { get; init; }

    /// <summary>The target; absent if there is one.</summary>
    [JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Target { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Lower { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Upper { get; init; }
}

/// <summary>The forecasts of what follows, as lines.</summary>
internal static class ForecastRows
{
    internal static IReadOnlyList<ForecastRow> Read(IDataView future, IForecastTransformer model, SeriesTableColumns columns)
    {
        var schema = future.Schema;
        using var cursor = future.GetRowCursor(schema);
        var getSeries = model.SeriesColumnName is { } series ? cursor.GetGetter<ReadOnlyMemory<char>>(schema[series]) : null;
        var getTime = model.TimeColumnName is { } time ? Times(cursor, schema[time]) : null;
        var getStep = cursor.GetGetter<int>(schema["Step"]);
        string?[] names = [model.OutputColumnName, model.ConfidenceLowerBoundColumn, model.ConfidenceUpperBoundColumn];
        Func<float[]>[] getNumbers = [.. names.OfType<string>().Select(name => Numbers(cursor, schema[name]))];
        var (rows, name, step) = (new List<ForecastRow>(), default(ReadOnlyMemory<char>), 0);
        while (cursor.MoveNext())
        {
            getSeries?.Invoke(ref name);
            getStep(ref step);
            float[][] numbers = [.. getNumbers.Select(get => get())];
            for (int target = 0; target < columns.Targets.Count; target++)
                rows.Add(new(step, numbers[0][target])
                {
                    Series = getSeries is null ? null : name.ToString(),
                    Time = getTime?.Invoke(),
                    Target = columns.Targets.Count > 1 ? columns.Targets[target] : null,
                    Lower = numbers.Length > 1 ? numbers[1][target] : null,
                    Upper = numbers.Length > 1 ? numbers[2][target] : null,
                });
        }

        return rows;
    }

    /// <summary>Writes a line for each forecast: JSON, or fields between tabs after a header.</summary>
    internal static void Write(TextWriter writer, IReadOnlyList<ForecastRow> rows, SeriesTableColumns columns, bool json)
    {
        if (json)
        {
            foreach (var row in rows)
                writer.WriteLine(Json.Line(row));
            return;
        }

        bool hasTargets = columns.Targets.Count > 1, hasBounds = rows.Any(row => row.Lower is not null);
        string?[] header =
        [
            columns.Series, columns.Time, "Step", hasTargets ? "Target" : null, "Forecast", hasBounds ? "Lower" : null,
            hasBounds ? "Upper" : null,
        ];
        writer.WriteLine(string.Join('\t', header.OfType<string>().Select(OneLine)));
        foreach (var row in rows)
        {
            string?[] fields =
            [
                row.Series, row.Time, row.Step.ToString(CultureInfo.InvariantCulture), row.Target, Text(row.Forecast),
                row.Lower is { } lower ? Text(lower) : null, row.Upper is { } upper ? Text(upper) : null,
            ];
            writer.WriteLine(string.Join('\t', fields.OfType<string>().Select(OneLine)));
        }
    }

    private static string Text(float number) => number.ToString(CultureInfo.InvariantCulture);

    private static string OneLine(string field) => field.ReplaceLineEndings(" ").Replace('\t', ' ');

    private static Func<string> Times(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not DateTimeDataViewType)
        {
            var (getNumber, number) = (row.GetGetter<long>(column), 0L);
            return () =>
            {
                getNumber(ref number);
                return number.ToString(CultureInfo.InvariantCulture);
            };
        }

        var (getDate, date) = (row.GetGetter<DateTime>(column), default(DateTime));
        return () =>
        {
            getDate(ref date);
            return date.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
        };
    }

    private static Func<float[]> Numbers(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            var (getOne, number) = (row.GetGetter<float>(column), 0f);
            return () =>
            {
                getOne(ref number);
                return [number];
            };
        }

        var (getAll, numbers) = (row.GetGetter<VBuffer<float>>(column), default(VBuffer<float>));
        return () =>
        {
            getAll(ref numbers);
            return [.. numbers.DenseValues()];
        };
    }
}
