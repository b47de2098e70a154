using System.Text.Json.Serialization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>Why a text has its prediction. Property names are the JSON's.</summary>
internal sealed record ExplanationReport
{
    // Safe for readers who can't tell red from green; bold and underlined where there is no color.
    private const string For = "deepskyblue1 bold", Against = "darkorange underline";

    // Weaker words are not marked.
    private const double LeastMarked = 0.1;

    public required string Text { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Label { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required float? Probability { get; init; }

    /// <summary>The class that contributions are for; absent in regression.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? ExplainedClass { get; init; }

    public required string Method { get; init; }

    public required float ExplainedScore { get; init; }

    public required float BaselineScore { get; init; }

    public required float CompletenessGap { get; init; }

    public required IReadOnlyList<ExplainedToken> Tokens { get; init; }

    internal static ExplanationReport Of(string text, TextExplanation explanation, string method) => new()
    {
        Text = text,
        Label = explanation.Prediction.PredictedLabel,
        Probability = explanation.Prediction.Probability,
        ExplainedClass = explanation.ClassName,
        Method = method,
        ExplainedScore = explanation.Score,
        BaselineScore = explanation.BaselineScore,
        CompletenessGap = explanation.CompletenessGap,
        Tokens = [.. explanation.Tokens.Select(token => new ExplainedToken(token.Token, token.Value))],
    };

    /// <summary>The prediction, the text with its words marked, and the strongest words.</summary>
    internal IRenderable ToTable(int top)
    {
        if (Tokens.All(token => token.Contribution == 0))
            return new Spectre.Console.Rows(
                new Text(Headline),
                new Text(Tokens.Count == 0
                    ? "The text has no word that the model reads: this is the prediction for an empty text. Give one with words."
                    : "No word of the text changes the score: the model knows none of them. Give a text with others."));
        double strongest = Tokens.Select(token => Math.Abs(token.Contribution)).Max();
        string words = string.Join(' ', Tokens.Select(token => Mark(token, strongest)));
        return new Spectre.Console.Rows(
            new Text(Headline),
            new Markup(words),
            WordReport.Table(ExplainedClass, Tokens.Select(token => (token.Token, (double)token.Contribution)), top));
    }

    private string Headline
    {
        get
        {
            string prediction = Label is null ? Format.Short(ExplainedScore)
                : Format.Visible(Label) + (Probability is { } p ? $" ({Format.Percent(p)})" : "");
            string what = ExplainedClass is null ? "" : $"log-odds of {Format.Visible(ExplainedClass)} ";
            return $"{prediction}: {what}{Format.Short(ExplainedScore)}, without information {Format.Short(BaselineScore)}";
        }
    }

    private static string Mark(ExplainedToken token, double strongest)
    {
        string word = Tables.Escape(token.Token);
        return Math.Abs(token.Contribution) < LeastMarked * strongest || token.Contribution == 0 ? word
            : $"[{(token.Contribution > 0 ? For : Against)}]{word}[/]";
    }
}

/// <summary>A word of a text, and what it contributes.</summary>
internal sealed record ExplainedToken(string Token, float Contribution);
