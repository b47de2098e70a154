using System.Globalization;
using System.Text;

namespace MlNet.Sequences.Plots;

/// <summary>
/// A finished plot: a vector drawing with a title, a description and the underlying numbers. It follows the reader's dark or
/// light scheme, loads nothing and has no script. A .NET notebook shows it as the value of a cell.
/// </summary>
[TypeFormatterSource(typeof(PlotFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class Plot
{
    private readonly string _drawing;
    private readonly double _width;
    private readonly double _height;
    private readonly PlotTable _table;

    internal Plot(string title, string description, string drawing, double width, double height, PlotTable table) =>
        (Title, Description, _drawing, _width, _height, _table) = (title, description, drawing, width, height, table);

    /// <summary>What the plot shows, in a few words.</summary>
    public string Title { get; }

    /// <summary>What the plot shows, in a sentence or more, for those who can't see it.</summary>
    public string Description { get; }

    /// <summary>The plot as an SVG image, standalone or for embedding in a page.</summary>
    /// <returns>
    /// An <c>svg</c> element, well-formed XML. It is 360 units wide, or wider if there is more to show, and scales to any size.
    /// </returns>
    public string ToSvg() => Element($"<style>{Theme.Css}</style>");

    /// <summary>The plot as a part of a page, with its numbers in an expandable table.</summary>
    /// <returns>A <c>figure</c> element.</returns>
    public string ToHtml()
    {
        bool isWide = _width > Canvas.PhoneWidth;
        // Focusable, so that it can be scrolled with the arrow keys.
        string scroll = isWide ? $" tabindex=\"0\" role=\"group\" aria-label=\"{Svg.Escape(Title)}\"" : "";
        return $"<figure class=\"mlp{(isWide ? " mlp-wide" : "")}\"><style>{Theme.Css}{Theme.FigureCss}</style><div " +
            $"class=\"mlp-scroll\"{scroll}>{Element("", isWide)}</div><details><summary>{Svg.Escape(Title)}: the " +
            $"numbers</summary><p>{Svg.Escape(Description)}</p><div " +
            $"class=\"mlp-scroll\">{_table.ToHtml()}</div></details></figure>";
    }

    /// <summary>
    /// Writes the plot to a file, which appears whole or not at all: it is written under a temporary name next to its destination
    /// and moved there. A link stays a link, and an existing file passes on its permissions.
    /// </summary>
    /// <param name="path">
    /// A name that ends in .svg, for the image alone, or in .html, for a page with its numbers. An existing file is replaced.
    /// </param>
    /// <exception cref="ArgumentException">The name has another extension.</exception>
    /// <exception cref="IOException">The folder does not exist, the path is a folder, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string content = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".svg" => ToSvg() + "\n",
            ".html" or ".htm" =>
                "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" " +
                "content=\"width=device-width\">" +
                $"<title>{Svg.Escape(Title)}</title><style>:root{{color-scheme:light dark}}body{{max-width:48rem;margin:1rem " +
                "auto}}</style></head>" +
                $"<body>{ToHtml()}</body></html>\n",
            string ending => throw new ArgumentException(
                $"A plot is saved as .svg or .html; received '{path}' with the extension '{ending}'. Give the file one of " +
                "these extensions.", nameof(path)),
        };

        try
        {
            WholeFile.Write(path, "The plot", "Make room, or choose another place; an existing file is unchanged.",
                stream => stream.Write(Encoding.UTF8.GetBytes(content)));
        }
        catch (IOException e) when (e.InnerException is UnauthorizedAccessException)
        {
            throw new UnauthorizedAccessException(e.Message, e);
        }
    }

    /// <summary>The title.</summary>
    public override string ToString() => Title;

    private string Element(string style, bool keepWidth = false)
    {
        string width = Svg.Number(_width), height = Svg.Number(_height);
        string limits = keepWidth
            ? string.Create(
                CultureInfo.InvariantCulture, $" style=\"min-width:{width}px;max-width:{Svg.Number(1.5 * _width)}px\"")
            : "";
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"mlp\" role=\"img\" viewBox=\"0 0 {width} {height}\" " +
            $"width=\"{width}\" " +
            $"height=\"{height}\"{limits}><title>{Svg.Escape(Title)}</title><desc>{Svg.Escape(Description)}</desc>{style}<rect " +
            $"class=\"mlp-paper\" width=\"{width}\" height=\"{height}\"/>{_drawing}</svg>";
    }
}
