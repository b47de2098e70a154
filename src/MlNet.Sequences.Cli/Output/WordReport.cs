using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>The words that speak for and against each class over many texts. Property names are the JSON's.</summary>
internal sealed record WordReport(string Method, long Rows, IReadOnlyList<ClassWords> Classes)
{
    /// <summary>Adds up the contributions of each word.</summary>
    /// <param name="explained">The explained rows.</param>
    /// <param name="method">How they are explained.</param>
    /// <param name="model">The model.</param>
    /// <param name="top">The most words of each kind.</param>
    /// <param name="report">Gets the number of rows that are read, after each.</param>
    internal static WordReport Of(IDataView explained, string method, LoadedModel model, int top, Action<long> report)
    {
        var classes = new Dictionary<string, Sums>();
        var className = explained.Schema.GetColumnOrNull(TokenContributionColumns.Class);
        var words = explained.Schema[TokenContributionColumns.Tokens];
        var values = explained.Schema[TokenContributionColumns.Contributions];
        using var cursor = explained.GetRowCursor(
            [words, values, .. className is { } shown ? (DataViewSchema.Column[])[shown] : []]);
        var getWords = cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(words);
        var getValues = cursor.GetGetter<VBuffer<float>>(values);
        var getClass = className is { } column ? cursor.GetGetter<ReadOnlyMemory<char>>(column) : null;
        var (row, contributions, name) = (
            default(VBuffer<ReadOnlyMemory<char>>), default(VBuffer<float>), default(ReadOnlyMemory<char>));
        long rows = 0;
        while (cursor.MoveNext())
        {
            getWords(ref row);
            getValues(ref contributions);
            getClass?.Invoke(ref name);
            if (!classes.TryGetValue(name.ToString(), out var sums))
                classes.Add(name.ToString(), sums = new());
            sums.Add(row.DenseValues().Zip(contributions.DenseValues()));
            report(++rows);
        }

        // In the model's order; those that no text has been explained for are left out.
        string[] order = [.. model.Classes.Where(classes.ContainsKey), .. classes.Keys.Except(model.Classes)];
        return new(method, rows, [.. order.Select(each => classes[each].ToWords(each.Length > 0 ? each : null, top))]);
    }

    internal IRenderable ToTable() => new Spectre.Console.Rows(
    [
        new Text($"Mean contributions in {Format.Rows(Rows)}, by {Method}"),
        .. Classes.Select(each => Table(each.Class, each.Words, int.MaxValue)),
    ]);

    /// <summary>The strongest words for and against a class, or that raise and lower a number.</summary>
    /// <param name="className">The class; null in regression.</param>
    /// <param name="words">The words.</param>
    /// <param name="top">The most words of each kind.</param>
    internal static Table Table(string? className, IEnumerable<(string Token, double Contribution)> words, int top)
    {
        var all = words.ToArray();
        var positive = all.Where(word => word.Contribution > 0).OrderByDescending(word => word.Contribution).Take(top).ToArray();
        var negative = all.Where(word => word.Contribution < 0).OrderBy(word => word.Contribution).Take(top).ToArray();
        string name = className is null ? "" : Tables.Escape(className);
        var table = new Table().RoundedBorder().AddColumn(className is null ? "Raise it" : $"For {name}")
            .AddColumn(Tables.Right("Contribution")).AddColumn(className is null ? "Lower it" : $"Against {name}")
            .AddColumn(Tables.Right("Contribution"));
        for (int i = 0; i < Math.Max(positive.Length, negative.Length); i++)
            table.AddRow([.. Cells(positive, i), .. Cells(negative, i)]);
        return table;
    }

    private static string[] Cells((string Token, double Contribution)[] words, int i) =>
        i < words.Length
            ? [Tables.Escape(words[i].Token), words[i].Contribution.ToString("+0.000;-0.000", CultureInfo.InvariantCulture)]
            : ["", ""];

    private sealed class Sums
    {
        private readonly Dictionary<string, (double Sum, long Count)> _words = [];
        private long _rows;

        internal void Add(IEnumerable<(ReadOnlyMemory<char> Word, float Value)> row)
        {
            _rows++;
            foreach (var (word, value) in row)
            {
                var (sum, count) = _words.GetValueOrDefault(word.ToString());
                _words[word.ToString()] = (sum + value, count + 1);
            }
        }

        internal ClassWords ToWords(string? name, int top)
        {
            SummedWord[] words =
                [.. _words.Select(word => new SummedWord(word.Key, word.Value.Sum / _rows, word.Value.Count))];
            return new(
                name, _rows,
                [.. words.Where(word => word.Contribution > 0).OrderByDescending(word => word.Contribution).Take(top)],
                [.. words.Where(word => word.Contribution < 0).OrderBy(word => word.Contribution).Take(top)]);
        }
    }
}

/// <summary>The words for and against a class, the strongest first, over the texts that were explained for it.</summary>
/// <param name="Class">The class; absent in regression.</param>
/// <param name="Rows">The texts.</param>
/// <param name="For">Words that speak for it, or raise the number.</param>
/// <param name="Against">Words that speak against it, or lower the number.</param>
internal sealed record ClassWords(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Class, long Rows,
    IReadOnlyList<SummedWord> For, IReadOnlyList<SummedWord> Against)
{
    [JsonIgnore]
    internal IEnumerable<(string Token, double Contribution)> Words =>
        For.Concat(Against).Select(word => (word.Token, word.Contribution));
}

/// <summary>A word over many texts.</summary>
/// <param name="Token">The word.</param>
/// <param name="Contribution">What all its occurrences in a text contribute, on average over the texts.</param>
/// <param name="Count">Its occurrences in all texts.</param>
internal sealed record SummedWord(string Token, double Contribution, long Count);
