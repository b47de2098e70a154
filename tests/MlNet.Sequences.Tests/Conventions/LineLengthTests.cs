namespace MlNet.Sequences.Tests.Conventions;

/// <summary>
/// Lines of source fit beside others on a screen. Texts in raw string literals keep the form in which a program shows them.
/// </summary>
[TestClass]
public sealed class LineLengthTests
{
    private const int Longest = 130;

    [TestMethod]
    public void No_line_of_source_is_longer_than_130_columns()
    {
        string[] files = [.. SourceFiles()];
        Assert.IsGreaterThan(500, files.Length, "The sources were not found.");
        string[] longer = [.. files.SelectMany(LongerLines)];
        Assert.IsEmpty(longer, $"Wrap these lines:\n{string.Join('\n', longer)}");
    }

    [TestMethod]
    public void A_longer_line_is_found_outside_of_raw_texts_only()
    {
        string longer = new('x', Longest + 1);
        Assert.AreSequenceEqual(
            [1, 6], LongerLines([longer, "var text = \"\"\"", longer, "    \"\"\";", longer[..Longest], longer]));
    }

    private static IEnumerable<string> SourceFiles() =>
        new[] { "src", "tests", "samples", "notebooks" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.Path(folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !Path.GetRelativePath(Repository.Root, path).Split('/', '\\').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> LongerLines(string path) =>
        LongerLines(File.ReadAllLines(path)).Select(line => $"{Path.GetRelativePath(Repository.Root, path)}:{line}");

    private static IEnumerable<int> LongerLines(string[] lines)
    {
        bool isRaw = false;
        for (int i = 0; i < lines.Length; i++)
        {
            if (!isRaw && lines[i].Length > Longest && !lines[i].Contains("\"\"\"", StringComparison.Ordinal))
                yield return i + 1;
            if (lines[i].Split("\"\"\"").Length % 2 == 0) // begins a raw text, or ends one
                isRaw = !isRaw;
        }
    }
}
