using System.Text.RegularExpressions;

namespace MlNet.Sequences.Tests;

/// <summary>The library's sources: which file declares which types, and which names each file's code mentions.</summary>
internal static partial class SourceTree
{
    internal static string Root { get; } = Repository.Path("src", "MlNet.Sequences");

    internal static IReadOnlyList<SourceFile> Files { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(
                path => !path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal)
                && !path.EndsWith(".task.cs", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    private static SourceFile Read(string path)
    {
        string text = File.ReadAllText(Path.Combine(Root, path));
        string code = UsingDirective().Replace(CommentOrText().Replace(text, " "), " ");
        return new(
            path,
            [.. Declaration().Matches(code).Select(match => match.Groups["name"].Value).Distinct()],
            Identifier().Matches(code).Select(match => match.Value).ToHashSet(),
            text.Split('\n').Length);
    }

    /// <summary>A source file; its stage is the first folder of its path, or "" for the root.</summary>
    internal sealed record SourceFile(string Path, IReadOnlyList<string> Declares, IReadOnlySet<string> Mentions, int Lines)
    {
        internal string Stage =>
            Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.IndexOf('/', StringComparison.Ordinal)] : "";
    }

    [GeneratedRegex(
        "//[^\n]*|/\\*.*?\\*/|\"\"\".*?\"\"\"|\\$?@?\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\])'", RegexOptions.Singleline)]
    private static partial Regex CommentOrText();

    // A part of a namespace's name may be that of a type here.
    [GeneratedRegex("^using [\\w.]+;", RegexOptions.Multiline)]
    private static partial Regex UsingDirective();

    [GeneratedRegex("\\b(?:class|record struct|record|struct|enum|interface)\\s+(?<name>[A-Z]\\w*)")]
    private static partial Regex Declaration();

    [GeneratedRegex("\\b[A-Z]\\w*")]
    private static partial Regex Identifier();
}
