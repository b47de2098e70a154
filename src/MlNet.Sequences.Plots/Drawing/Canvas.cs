namespace MlNet.Sequences.Plots;

/// <summary>
/// A drawing's head: title, a line with what matters most, and a legend. A drawing is as wide as a phone, so that its letters
/// keep their size there; on wider screens several are side by side.
/// </summary>
internal sealed class Canvas
{
    internal const double PhoneWidth = 360;

    private const int LettersInLine = 56;

    private readonly string _title;

    internal Canvas(string title, string summary, double width = PhoneWidth)
    {
        (_title, Width) = (title, width);
        Svg.Text(8, 20, Cut(title, 44), "mlp-title");
        Svg.Text(8, 38, Cut(summary, LettersInLine), "mlp-small");
        Top = 46;
    }

    internal Svg Svg { get; } = new();

    internal double Width { get; }

    /// <summary>The end of the head.</summary>
    internal double Top { get; private set; }

    internal void Legend(params (char Series, string Name)[] series)
    {
        double x = 8;
        foreach (var (letter, name) in series)
        {
            double width = 32 + name.Length * 5.8;
            if (x > 8 && x + width > Width)
                (x, Top) = (8, Top + 17);
            Svg.Path([(x, Top + 8), (x + 22, Top + 8)], $"mlp-line mlp-line-{letter}");
            Svg.Text(x + 28, Top + 12, name, "mlp-small");
            x += width + 10;
        }

        Top += 20;
    }

    /// <summary>Reserves space for a drawing.</summary>
    internal void Skip(double height) => Top += height;

    /// <param name="height">The drawing's height.</param>
    /// <param name="description">What the drawing shows, for those who can't see it.</param>
    /// <param name="table">The numbers.</param>
    internal Plot Finish(double height, string description, PlotTable table) =>
        new(_title, description, Svg.ToString(), Width, height, table);

    /// <summary>Truncates a text that is too long.</summary>
    internal static string Cut(string text, int letters) => Cut(text, letters - 1, 0);

    /// <summary>Shortens a long text to its beginning and its end, with an ellipsis between them.</summary>
    internal static string Cut(string text, int first, int last)
    {
        string[] letters = [.. text.EnumerateRunes().Select(rune => rune.ToString())];
        return letters.Length <= first + 1 + last ? text
            : $"{string.Concat(letters[..first]).TrimEnd()}…{string.Concat(letters[^last..]).TrimStart()}";
    }
}
