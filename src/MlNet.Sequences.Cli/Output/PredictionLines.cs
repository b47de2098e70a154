using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>The output of predict: a line for each row, with its texts and the columns that are passed through.</summary>
/// <param name="model">The model.</param>
/// <param name="keptNames">The names of the columns that are passed through.</param>
/// <param name="scored">The model's predictions of the rows, scored when they are read.</param>
/// <param name="json">Whether a line is a JSON object.</param>
internal sealed class PredictionLines(LoadedModel model, IReadOnlyList<string> keptNames, IDataView scored, bool json)
{
    private const int LongText = 1_000_000;

    // Several texts have their columns' names; a single one is just Text.
    private readonly string[] _textNames = model.Texts.TextColumnNames is { Count: > 1 } names ? [.. names] : ["Text"];

    private string[] Header => [.. PredictionReport.Header(model.Scoring), .. _textNames];

    /// <summary>Writes all lines, and returns their number without the header.</summary>
    /// <param name="writer">The destination.</param>
    /// <param name="show">Applied to names and texts, except in JSON, which escapes control characters itself.</param>
    internal long Write(StreamWriter writer, Func<string, string> show)
    {
        if (!json)
            writer.WriteLine(show(string.Join('\t', [.. Header, .. keptNames.Select(NameBeside)])));
        DataViewSchema.Column[] shown =
        [
            .. _textNames.Select((_, i) => scored.Schema[OwnColumns.Text(i)]),
            .. keptNames.Select((_, i) => scored.Schema[OwnColumns.Kept(i)]),
        ];
        using var cursor = scored.GetRowCursor([.. shown, .. model.Texts.ScoreColumnNames.Select(name => scored.Schema[name])]);
        ValueGetter<ReadOnlyMemory<char>>[] getters = [.. shown.Select(column => cursor.GetGetter<ReadOnlyMemory<char>>(column))];
        var read = model.Texts.CreateReader(cursor);
        string[] values = new string[shown.Length];
        long count = 0;
        while (cursor.MoveNext())
        {
            for (int i = 0; i < values.Length; i++)
            {
                var text = default(ReadOnlyMemory<char>);
                getters[i](ref text);
                values[i] = text.ToString();
            }

            count++;
            if (json)
                Json.WriteLine(writer, WithColumns(PredictionReport.Of(read(), model.HasTokens), values),
                    isLong: values.Any(value => value.Length > LongText));
            else
                PredictionReport.Of(read(), model.HasTokens).WriteLine(writer, values, show);
            Array.Clear(values); // so that a long text is freed before the next row is read
        }

        return count;
    }

    private PredictionReport WithColumns(PredictionReport line, string[] values)
    {
        bool hasOneText = _textNames.Length == 1;
        string[] names = [.. hasOneText ? [] : _textNames, .. keptNames];
        var columns = new Dictionary<string, string>();
        foreach (var (name, value) in names.Zip(values.Skip(hasOneText ? 1 : 0)))
            columns[name] = value;
        return line with { Text = hasOneText ? values[0] : null, Columns = columns.Count > 0 ? columns : null };
    }

    // A column of the data may be called Label, too.
    private string NameBeside(string name)
    {
        string unique = name;
        while (Header.Contains(unique, StringComparer.OrdinalIgnoreCase))
            unique = $"data.{unique}";
        return unique;
    }
}
