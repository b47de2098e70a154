using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace MlNet.Sequences.Cli;

/// <summary>Writes the parts of a page. External text goes through <see cref="Escape"/>.</summary>
internal sealed class Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <summary>The escaped text, safe anywhere in a page, with U+FFFD for invalid characters.</summary>
    internal static string Escape(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(
                Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t')
                ? Rune.ReplacementChar.ToString()
                : rune.ToString());
        // Line breaks and tabs need no escape, and people read the page's source, too.
        return Encoder.Encode(clean.ToString()).Replace("&#xA;", "\n", StringComparison.Ordinal)
            .Replace("&#xD;", "", StringComparison.Ordinal)
            .Replace("&#x9;", "\t", StringComparison.Ordinal);
    }

    /// <summary>Unescaped markup.</summary>
    internal Html Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    internal Html Element(string element, string text, string attributes = "")
    {
        _text.Append('<').Append(element).Append(attributes).Append('>').Append(Escape(text)).Append("</").Append(element)
            .Append('>');
        return this;
    }

    /// <summary>Pairs of a name and a value.</summary>
    internal Html Pairs(string style, IEnumerable<(string Name, string Value)> pairs)
    {
        Raw($"<dl class=\"{style}\">");
        foreach (var (name, value) in pairs)
            Raw("<div>").Element("dt", name).Element("dd", value).Raw("</div>");
        return Raw("</dl>\n");
    }

    internal Html Table(HtmlTable table)
    {
        // A scrolling part is focusable, so that the arrow keys move it.
        Raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"").Raw(Escape(table.Caption)).Raw("\"><table>")
            .Element("caption", table.Caption).Raw("<thead><tr>");
        foreach (string heading in table.Headings)
            Element("th", heading, " scope=\"col\"");
        Raw("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            Raw("<tr>").Element("th", row[0], " scope=\"row\"");
            foreach (string cell in row.Skip(1))
                Element("td", cell);
            Raw("</tr>");
        }

        return Raw("</tbody></table></div>\n");
    }
}
