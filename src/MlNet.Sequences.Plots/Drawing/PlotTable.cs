using System.Text;

namespace MlNet.Sequences.Plots;

/// <summary>The numbers behind a plot, as texts.</summary>
/// <param name="Headings">The columns.</param>
/// <param name="Rows">The rows; each has a cell for each column.</param>
internal sealed record PlotTable(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    internal string ToHtml()
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (string heading in Headings)
            html.Append("<th scope=\"col\">").Append(Svg.Escape(heading)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in Rows)
        {
            html.Append("<tr><th scope=\"row\">").Append(Svg.Escape(row[0])).Append("</th>");
            foreach (string cell in row.Skip(1))
                html.Append("<td>").Append(Svg.Escape(cell)).Append("</td>");
            html.Append("</tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }
}
