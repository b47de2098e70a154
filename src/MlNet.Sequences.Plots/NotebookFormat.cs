namespace MlNet.Sequences.Plots;

/// <summary>
/// Tells .NET notebooks how a type is shown. They find the attribute by its name and its source's members by theirs, so that no
/// package of theirs is referenced (dotnet/interactive, docs/formatting.md).
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>A plot is HTML in a notebook, and its description where only text can be shown.</summary>
internal sealed class PlotFormatterSource
{
#pragma warning disable CA1822 // Notebooks call it on an instance.
    public IEnumerable<object> CreateTypeFormatters() =>
        [new PlotFormatter("text/html", plot => plot.ToHtml()), new PlotFormatter(
        "text/plain", plot => $"{plot.Title}: {plot.Description}")];
#pragma warning restore CA1822
}

/// <param name="mimeType">The form.</param>
/// <param name="write">Writes a plot in it.</param>
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
