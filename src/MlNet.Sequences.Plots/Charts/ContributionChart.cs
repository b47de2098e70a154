namespace MlNet.Sequences.Plots;

/// <summary>
/// The words of a text, marked by what they contribute: a solid line under those for a class, a dashed one against.
/// </summary>
internal static class ContributionChart
{
    private const int MostWords = 400, MostRows = 100, Told = 5, MostLetters = 60, LettersOfName = 14;
    private const double Left = 8, LineHeight = 26, Space = 5;

    // Weaker words are not marked.
    private const double LeastMarked = 0.1;

    private static readonly string[] Strengths = ["mlp-weak", "mlp-middle", "mlp-strong"];

    internal static Plot Draw(IReadOnlyList<TokenContribution> tokens, string? className, string summary)
    {
        string name = className is null ? "" : Words.CutInside(className, LettersOfName);
        int drawn = Math.Min(tokens.Count, MostWords);
        var canvas = new Canvas("Contributions of words", summary);
        canvas.Legend(
            ('a', className is null ? "raises the number" : $"for {name}"),
            ('b', className is null ? "lowers the number" : $"against {name}"));
        double strongest = tokens.Max(token => Math.Abs((double)token.Value));
        double x = Left, y = canvas.Top;
        foreach (var token in tokens.Take(drawn))
        {
            string word = Cut(token.Token);
            double width = WidthOf(word);
            if (x > Left && x + width > canvas.Width - Left)
                (x, y) = (Left, y + LineHeight);
            DrawWord(canvas.Svg, x, y, width, word, token, strongest);
            x += width + Space;
        }

        if (drawn < tokens.Count)
        {
            y += LineHeight;
            canvas.Svg.Text(Left, y + 16, $"and {Words.Count(tokens.Count - drawn)} more words", "mlp-small");
        }

        return canvas.Finish(y + LineHeight + 6, Describe(tokens, className, summary), Table(tokens));
    }

    private static void DrawWord(
        Svg svg, double x, double y, double width, string word, TokenContribution token, double strongest)
    {
        double part = strongest > 0 ? Math.Abs(token.Value) / strongest : 0;
        char series = token.Value > 0 ? 'a' : 'b';
        if (part >= LeastMarked)
        {
            string strength = Strengths[Math.Min(Strengths.Length - 1, (int)(part * Strengths.Length))];
            svg.Rectangle(
                x - 1, y + 2, width + 2, 18, $"mlp-dot-{series}", $"{token.Token}: {Signed(token.Value)}", 0.08 + (0.22 * part));
            svg.Line(x, y + 20, x + width, y + 20, $"mlp-word mlp-line-{series} {strength}");
        }

        svg.Text(x, y + 16, word);
    }

    private static string Describe(IReadOnlyList<TokenContribution> tokens, string? className, string summary)
    {
        var (positive, negative) = className is null ? ("Raise the number", "Lower the number")
            : ($"For '{className}'", $"Against '{className}'");
        return $"What each of {Words.Count(tokens.Count)} words contributes. {summary}. {Tell(positive, 1)} {Tell(negative, -1)}";

        string Tell(string what, int sign)
        {
            string words = string.Join(", ", tokens.Where(token => sign * token.Value > 0)
                .OrderByDescending(token => sign * token.Value).Take(Told)
                .Select(token => $"{token.Token} ({Signed(token.Value)})"));
            return $"{what}: {(words.Length > 0 ? words : "no word")}.";
        }
    }

    private static PlotTable Table(IReadOnlyList<TokenContribution> tokens) => new(
        ["Word", "Contribution"],
        [
            .. tokens.OrderByDescending(token => Math.Abs(token.Value)).Take(MostRows)
                .Select(token => (string[])[token.Token, Signed(token.Value)]),
        ]);

    private static string Signed(float value) => value < 0 ? $"−{Words.Value(-value)}" : $"+{Words.Value(value)}";

    // No font is known here: about what those of systems take.
    private static double WidthOf(string word) => word.EnumerateRunes().Sum(rune => rune.Value switch
    {
        >= 0x1100 => 12.5,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' => 10.5,
        'i' or 'j' or 'l' or 't' or 'f' or 'r' or 'I' or '.' or ',' or ':' or ';' or '\'' or '!' or '|' => 4.2,
        >= 'A' and <= 'Z' => 8.2,
        _ => 6.9,
    });

    private static string Cut(string word)
    {
        int letters = MostLetters;
        string cut = word;
        while (WidthOf(cut) > Canvas.PhoneWidth - (2 * Left))
            cut = Canvas.Cut(word, letters--);
        return cut;
    }
}
