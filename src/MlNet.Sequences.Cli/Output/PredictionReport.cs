using System.Buffers;
using System.Globalization;
using System.Text.Json.Serialization;

namespace MlNet.Sequences.Cli;

/// <summary>A line of predict, with the fields of the task. Property names are the JSON's.</summary>
/// <param name="Label">The predicted class.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Score">The logit of the second of two classes, or the predicted number.</param>
/// <param name="Probabilities">The probabilities of all classes, by name.</param>
/// <param name="Scores">The predicted numbers, if there are several.</param>
internal sealed record PredictionReport(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Label,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Probability,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Score,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, float>? Probabilities,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<float>? Scores)
{
    private static readonly SearchValues<char> Breaks = SearchValues.Create("\t\n\r");

    /// <summary>The tokens of the text; absent unless each has an answer, as the next three.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tokens { get; init; }

    /// <summary>The predicted tag of each token.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The probability of each predicted tag.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? TagProbabilities { get; init; }

    /// <summary>The text; absent where a row has several.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>The columns that are passed through, by their names in the data; absent where there are none.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Columns { get; init; }

    /// <param name="prediction">The prediction.</param>
    /// <param name="hasTokens">Whether each token has an answer.</param>
    internal static PredictionReport Of(TextPrediction prediction, bool hasTokens)
    {
        if (hasTokens)
            return OfSteps(prediction.Steps);
        return prediction.PredictedLabel is { } label
            ? new(label, prediction.Probability, prediction.Score, prediction.Probabilities, null)
            : new(null, null, prediction.Score, null, prediction.Score is null ? prediction.Scores : null);
    }

    /// <summary>The names of the columns of a line.</summary>
    internal static IReadOnlyList<string> Header(ScoringModel model) => model.Task switch
    {
        "binary" => ["Label", "Probability", "Score"],
        "multiclass" => ["Label", "Probability"],
        "tagging" => ["Label"],
        _ => ["Score"],
    };

    private static PredictionReport OfSteps(IReadOnlyList<StepPrediction> steps)
    {
        string[] tags = [.. steps.Select(step => step.PredictedLabel).OfType<string>()];
        bool hasTags = tags.Length == steps.Count;
        return new(null, null, null, null, hasTags ? null : [.. steps.Select(step => step.Score ?? float.NaN)])
        {
            Tokens = [.. steps.Select(step => step.Token)],
            Tags = hasTags ? tags : null,
            TagProbabilities = hasTags ? [.. steps.Select(step => step.Probability ?? float.NaN)] : null,
        };
    }

    /// <summary>The line of a table that train and evaluate read.</summary>
    /// <param name="writer">The destination.</param>
    /// <param name="values">The row's texts, and what is passed through.</param>
    /// <param name="show">Applied to each part before it is written.</param>
    internal void WriteLine(TextWriter writer, IEnumerable<string> values, Func<string, string> show)
    {
        // Part by part: a text may be so long that there is no memory for the line, too.
        writer.Write(show(Fields()));
        foreach (string value in values)
        {
            writer.Write('\t');
            writer.Write(show(OneLine(value)));
        }

        writer.WriteLine();
    }

    private string Fields()
    {
        if (Tags is not null)
            return string.Join(' ', Tags.Select(OneLine));
        string score = string.Join(' ', (Scores ?? (Score is { } only ? [only] : [])).Select(Fixed));
        return Label is null ? score
            : string.Join('\t',
                (string[])[OneLine(Label), Probability is { } p ? Fixed(p) : "", .. score.Length > 0 ? [score] : (string[])[]]);
    }

    private static string Fixed(float number) => number.ToString("F4", CultureInfo.InvariantCulture);

    private static string OneLine(string text) =>
        text.AsSpan().ContainsAny('\t', '\n', '\r')
            ? string.Create(text.Length, text, (line, all) => all.AsSpan().ReplaceAny(line, Breaks, ' ')) : text;
}
