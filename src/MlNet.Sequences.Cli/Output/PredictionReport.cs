using System.Buffers;
using System.Globalization;
using System.Text.Json.Serialization;

namespace MlNet.Sequences.Cli;

/// <summary>A line of predict. Property names are the JSON's.</summary>
internal abstract record PredictionReport
{
    /// <summary>The text; absent where a row has several.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>The columns that are passed through, by their names in the data; absent where there are none.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Columns { get; init; }

    /// <summary>The line of a table that train and evaluate read.</summary>
    /// <param name="writer">The destination.</param>
    /// <param name="values">The row's texts, and what is passed through.</param>
    /// <param name="show">Applied to each part before it is written.</param>
    internal void WriteLine(TextWriter writer, IEnumerable<string> values, Func<string, string> show)
    {
        // Part by part: a text may be so long that memory has no room for the line beside it.
        writer.Write(show(Fields));
        foreach (string value in values)
        {
            writer.Write('\t');
            writer.Write(show(OneLine(value)));
        }

        writer.WriteLine();
    }

    private static readonly SearchValues<char> Breaks = SearchValues.Create("\t\n\r");

    private protected abstract string Fields { get; }

    private protected static string OneLine(string text) =>
        text.AsSpan().ContainsAny('\t', '\n', '\r')
            ? string.Create(text.Length, text, (line, all) => all.AsSpan().ReplaceAny(line, Breaks, ' ')) : text;
}

/// <param name="Label">The class that is predicted.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Score">The logit of the second class.</param>
/// <param name="Probabilities">The probabilities of both classes, by name.</param>
internal sealed record BinaryPrediction(
    string Label, float Probability, float Score, IReadOnlyDictionary<string, float> Probabilities)
    : PredictionReport
{
    private protected override string Fields =>
        string.Create(CultureInfo.InvariantCulture, $"{OneLine(Label)}\t{Probability:F4}\t{Score:F4}");
}

/// <param name="Label">The likeliest class.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Probabilities">The probabilities of all classes, by name.</param>
internal sealed record MulticlassPrediction(
    string Label, float Probability, IReadOnlyDictionary<string, float> Probabilities) : PredictionReport
{
    private protected override string Fields =>
        string.Create(CultureInfo.InvariantCulture, $"{OneLine(Label)}\t{Probability:F4}");
}

internal sealed record RegressionPrediction(float Score) : PredictionReport
{
    private protected override string Fields => Score.ToString("F4", CultureInfo.InvariantCulture);
}
