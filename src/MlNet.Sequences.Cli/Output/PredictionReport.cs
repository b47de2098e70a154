using System.Globalization;
using System.Text.Json.Serialization;

namespace MlNet.Sequences.Cli;

/// <summary>A line of predict. Property names are the JSON's.</summary>
internal abstract record PredictionReport([property: JsonPropertyOrder(-1)] string Text)
{
    /// <summary>The line of a table that train and evaluate read.</summary>
    internal string ToLine() => $"{Fields}\t{OneLine(Text)}";

    private protected abstract string Fields { get; }

    private protected static string OneLine(string text) =>
        text.AsSpan().ContainsAny('\t', '\n', '\r') ? text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ') : text;
}

internal sealed record BinaryPrediction(string Text, bool Label, float Probability, float Score) : PredictionReport(Text)
{
    private protected override string Fields =>
        string.Create(CultureInfo.InvariantCulture, $"{(Label ? "true" : "false")}\t{Probability:F4}\t{Score:F4}");
}

/// <param name="Text">The text.</param>
/// <param name="Label">The likeliest class.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Probabilities">The probabilities of all classes, by name.</param>
internal sealed record MulticlassPrediction(
    string Text, string Label, float Probability, IReadOnlyDictionary<string, float> Probabilities) : PredictionReport(Text)
{
    private protected override string Fields => string.Create(CultureInfo.InvariantCulture, $"{OneLine(Label)}\t{Probability:F4}");
}

internal sealed record RegressionPrediction(string Text, float Score) : PredictionReport(Text)
{
    private protected override string Fields => Score.ToString("F4", CultureInfo.InvariantCulture);
}
