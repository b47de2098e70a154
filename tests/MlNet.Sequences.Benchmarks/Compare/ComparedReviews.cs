using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// The texts that all are trained and measured on, in memory, so that no reading is timed. HTML line breaks are spaces: who
/// splits words and how must not depend on knowing them.
/// </summary>
internal sealed partial class ComparedReviews
{
    private ComparedReviews(MLContext mlContext, Reviews.Row[] train, Reviews.Row[] test)
    {
        (TrainRows, TestRows) = (train, test);
        (Train, Test) = (mlContext.Data.LoadFromEnumerable(train), mlContext.Data.LoadFromEnumerable(test));
    }

    internal IReadOnlyList<Reviews.Row> TrainRows { get; }

    internal IReadOnlyList<Reviews.Row> TestRows { get; }

    internal IDataView Train { get; }

    internal IDataView Test { get; }

    /// <param name="mlContext">Makes the views.</param>
    /// <param name="data">What to train on.</param>
    /// <param name="test">What to measure on; null for the test part of the data.</param>
    /// <exception cref="FailureException">There is nothing at a path, or nothing to measure on.</exception>
    internal static ComparedReviews Load(MLContext mlContext, string data, string? test)
    {
        var reviews = Reviews.Load(mlContext, data);
        var measured = (test is null ? reviews.Test : Reviews.Load(mlContext, test).Train)
            ?? throw new FailureException($"'{data}' has no test part: give --test a .tsv file to measure on.");
        return new(mlContext, Rows(mlContext, reviews.Train), Rows(mlContext, measured));
    }

    /// <summary>Writes rows for a program in another language: a JSON object a line, <c>text</c> and <c>label</c>.</summary>
    internal static void WriteJsonLines(string path, IEnumerable<Reviews.Row> rows) =>
        File.WriteAllLines(path, rows.Select(row => JsonSerializer.Serialize(new { text = row.Text, label = row.Label })));

    private static Reviews.Row[] Rows(MLContext mlContext, IDataView view)
    {
        Reviews.Row[] rows = [.. mlContext.Data.CreateEnumerable<Reviews.Row>(view, reuseRowObject: false)];
        foreach (var row in rows)
            row.Text = HtmlLineBreak().Replace(row.Text, " ");
        return rows;
    }

    [GeneratedRegex("<br */?>", RegexOptions.IgnoreCase)]
    private static partial Regex HtmlLineBreak();
}
