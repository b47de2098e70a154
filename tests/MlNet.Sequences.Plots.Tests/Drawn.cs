using System.Xml.Linq;

namespace MlNet.Sequences.Plots.Tests;

/// <summary>What a plot's SVG and HTML hold, read as any XML parser reads them.</summary>
internal static class Drawn
{
    internal static XElement Image(this Plot plot) => XDocument.Parse(plot.ToSvg()).Root!;

    internal static IEnumerable<XElement> Of(this XElement image, string element, string style) =>
        image.Descendants()
        .Where(e => e.Name.LocalName == element && ((string?)e.Attribute("class") ?? "").Split(' ').Contains(style));

    internal static string[] Texts(this XElement image) =>
        [.. image.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];

    /// <summary>The rows of the table of numbers, without the headings.</summary>
    internal static string[][] Table(this Plot plot) =>
        [.. XDocument.Parse(plot.ToHtml()).Descendants("tbody").Single().Elements("tr").Select(
        row => (string[])[.. row.Elements().Select(cell => cell.Value)])];

    /// <summary>
    /// Holds every plot to what a browser needs: well-formed, with a name and a description, and numbers that are numbers, inside
    /// the image.
    /// </summary>
    internal static void IsWhole(this Plot plot)
    {
        var image = plot.Image();
        Assert.AreEqual(plot.Title, image.Elements().First(e => e.Name.LocalName == "title").Value);
        Assert.AreNotEqual("", image.Elements().First(e => e.Name.LocalName == "desc").Value);
        double[] box = [.. ((string)image.Attribute("viewBox")!).Split(' ').Select(double.Parse)];
        foreach (var element in image.Descendants())
        {
            foreach (var attribute in element.Attributes())
            {
                Assert.DoesNotContain("NaN", attribute.Value);
                Assert.DoesNotContain("Infinity", attribute.Value);
                Assert.DoesNotContain("∞", attribute.Value);
                double most = attribute.Name.LocalName switch
                {
                    "x" or "x1" or "x2" or "cx" => box[2],
                    "y" or "y1" or "y2" or "cy" => box[3],
                    _ => double.NaN,
                };
                if (!double.IsNaN(most))
                    Assert.IsTrue(
                        double.Parse(attribute.Value) is var at && at >= -1 && at <= most + 1,
                        $"{attribute} of {element.Name.LocalName} lies outside of {box[2]} x {box[3]}");
                if (attribute.Name.LocalName is "width" or "height")
                    Assert.IsGreaterThanOrEqualTo(0, double.Parse(attribute.Value));
            }
        }

        Assert.IsNotNull(plot.Table());
    }
}
