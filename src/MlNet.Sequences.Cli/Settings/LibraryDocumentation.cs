using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MlNet.Sequences.Cli;

/// <summary>
/// The library's documentation of its options, embedded in the tool, so that descriptions are written once.
/// </summary>
internal static partial class LibraryDocumentation
{
    private static readonly Lazy<IReadOnlyDictionary<string, XElement>> Summaries = new(Read);

    /// <summary>
    /// What a property is for, on one line and without its default, since the tool may have another; empty without documentation.
    /// </summary>
    internal static string PurposeOf(PropertyInfo property)
    {
        if (!Summaries.Value.TryGetValue($"P:{property.DeclaringType!.FullName}.{property.Name}", out var summary))
            return "";
        string text = Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();
        return Default().Replace(text, "").Trim();
    }

    private static Dictionary<string, XElement> Read()
    {
        using var stream = typeof(LibraryDocumentation).Assembly.GetManifestResourceStream("MlNet.Sequences.xml")
            ?? throw new InvalidOperationException("The tool was built without the library's documentation.");
        return XDocument.Load(stream).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => (string)member.Attribute("name")!, member => member.Element("summary")!);
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement element when (string?)element.Attribute("cref") is { } reference => NameOf(reference),
        XElement element when element.Attributes().FirstOrDefault() is { } attribute && element.IsEmpty => attribute.Value,
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    // "P:MlNet.Sequences.LstmOptions.HiddenSize" is the setting hiddenSize; "F:MlNet.Sequences.SequencePooling.First" the word
    // First.
    private static string NameOf(string reference)
    {
        string name = reference.Split('(')[0].Split('.', ':')[^1];
        return reference.StartsWith("P:", StringComparison.Ordinal) ? JsonNamingPolicy.CamelCase.ConvertName(name) : name;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    // The sentence to its full stop, which a decimal point is not.
    [GeneratedRegex(@"Default: ([^.]|\.(?=\S))*\.", RegexOptions.ExplicitCapture)]
    private static partial Regex Default();
}
