namespace MlNet.Sequences.Plots;

/// <summary>The labels of two classes in a chart: their names, or positive and negative.</summary>
/// <param name="names">The names of the negative and of the positive class; null or empty if they have no names.</param>
internal sealed class ClassPair(IReadOnlyList<string>? names)
{
    // A drawing is as wide as a phone, and an axis title has both names.
    private const int LettersOnAxis = 12, LettersInLegend = 18;

    private readonly (string Negative, string Positive)? _names = names is [var negative, var positive]
        ? (negative, positive)
        : null;

    /// <summary>A column heading.</summary>
    internal string PositiveHeading => _names?.Positive ?? "Positive";

    internal string NegativeHeading => _names?.Negative ?? "Negative";

    /// <summary>The heading of a column with their fraction.</summary>
    internal string PositivesHeading => _names?.Positive ?? "Positives";

    internal string PositiveInLegend => Words.CutInside(_names?.Positive ?? "positive", LettersInLegend);

    internal string NegativeInLegend => Words.CutInside(_names?.Negative ?? "negative", LettersInLegend);

    /// <summary>The number of each: "Yes: 3, No: 5", or "3 positive, 5 negative".</summary>
    internal string Counts(long positives, long negatives) => _names is null
        ? $"{Words.Count(positives)} positive, {Words.Count(negatives)} negative"
        : $"{PositiveInLegend}: {Words.Count(positives)}, {NegativeInLegend}: {Words.Count(negatives)}";

    /// <summary>The rows of the positive class, at the beginning of an axis title.</summary>
    internal string PositivesOnAxis => OnAxis(_names?.Positive ?? "Positives");

    internal string NegativesOnAxis => OnAxis(_names?.Negative ?? "Negatives");

    /// <summary>What a row is predicted as.</summary>
    internal string PositiveOnAxis => OnAxis(_names?.Positive ?? "positive");

    /// <summary>The rows of the positive class, in a sentence.</summary>
    internal string PositivesInText => Quoted(_names?.Positive) ?? "the positives";

    internal string NegativesInText => Quoted(_names?.Negative) ?? "the negatives";

    internal string PositiveInText => Quoted(_names?.Positive) ?? "positive";

    /// <summary>" of Yes", or nothing, in an axis title.</summary>
    internal string OfPositive => _names is null ? "" : $" of {PositiveOnAxis}";

    private static string OnAxis(string name) => Words.CutInside(name, LettersOnAxis);

    private static string? Quoted(string? name) => name is null ? null : $"'{name}'";
}
