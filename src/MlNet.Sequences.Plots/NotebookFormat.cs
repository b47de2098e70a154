namespace MlNet.Sequences.Plots;

/// <summary>
/// Tells .NET notebooks how to show a type. They find the attribute and the members of its source by name, so that their packages
/// need not be referenced (dotnet/interactive, docs/formatting.md).
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>A plot is HTML in a notebook, or its description where only text can be shown.</summary>
internal sealed class PlotFormatterSource
{
#pragma warning disable CA1822 // Notebooks call it on an instance.
    public IEnumerable<object> CreateTypeFormatters() =>
        [new PlotFormatter("text/html", plot => plot.ToHtml()), new PlotFormatter(
        "text/plain", plot => $"{plot.Title}: {plot.Description}")];
#pragma warning restore CA1822
}

/// <param name="mimeType">The MIME type.</param>
/// <param name="write">Writes a plot in this format.</param>
internal sealed class PlotFormatter(string mimeType, Func<Plot, string> write)
{
    public string MimeType { get; } = mimeType;

    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not Plot plot)
            return false;
        writer.Write(write(plot));
        return true;
    }
}
