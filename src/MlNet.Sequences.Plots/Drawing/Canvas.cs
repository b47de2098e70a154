namespace MlNet.Sequences.Plots;

/// <summary>
/// A drawing's head: title, a line of what matters most, and what the lines stand for. A drawing is as wide as a phone, so that
/// its letters keep their size there; on wider screens several stand side by side.
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

    /// <summary>Where the head ends.</summary>
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

    /// <summary>Leaves room for what is drawn there.</summary>
    internal void Skip(double height) => Top += height;

    /// <param name="height">The drawing's height.</param>
    /// <param name="description">What there is to see, for those who don't.</param>
    /// <param name="table">The numbers.</param>
    internal Plot Finish(double height, string description, PlotTable table) =>
        new(_title, description, Svg.ToString(), Width, height, table);

    /// <summary>The beginning of a text that is longer than there is room for.</summary>
    internal static string Cut(string text, int letters) => Cut(text, letters - 1, 0);

    /// <summary>The beginning and the end of a text that is longer than both and the ellipsis between them.</summary>
    internal static string Cut(string text, int first, int last)
    {
        string[] letters = [.. text.EnumerateRunes().Select(rune => rune.ToString())];
        return letters.Length <= first + 1 + last ? text
            : $"{string.Concat(letters[..first]).TrimEnd()}…{string.Concat(letters[^last..]).TrimStart()}";
    }
}
