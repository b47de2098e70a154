namespace MlNet.Sequences.Tests.Conventions;

[TestClass]
public sealed class LayeringTests
{
    /// <summary>The way that data flow. A stage knows those before it and none behind it.</summary>
    private static readonly string[] Stages = ["Load", "Tokenize", "Pad", "Cache", "Train", "Score", "Export", "Explain"];

    private static readonly string[] Foundations = ["Common", "Interop", "Runtime"];

    [TestMethod]
    public void Every_folder_is_a_stage_or_a_foundation()
    {
        var unknown = SourceTree.Files.Select(file => file.Stage).Distinct().Except([.. Stages, .. Foundations, "", "Properties"]);
        Assert.AreEqual("", string.Join(", ", unknown));
    }

    [TestMethod]
    public void A_stage_mentions_no_type_of_a_later_stage()
    {
        var violations =
            from file in SourceTree.Files
            let place = Array.IndexOf(Stages, file.Stage)
            where place >= 0
            from later in SourceTree.Files
            where Array.IndexOf(Stages, later.Stage) > place
            from type in OwnTypes(later)
            where file.Mentions.Contains(type)
            select $"{file.Path} mentions {type} of {later.Path}";
        Assert.AreEqual("", string.Join(Environment.NewLine, violations));
    }

    [TestMethod]
    public void The_foundations_mention_no_type_of_a_stage_or_of_the_root()
    {
        var violations =
            from file in SourceTree.Files
            where Foundations.Contains(file.Stage)
            from other in SourceTree.Files
            where !Foundations.Contains(other.Stage)
            from type in OwnTypes(other)
            where file.Mentions.Contains(type)
            select $"{file.Path} mentions {type} of {other.Path}";
        Assert.AreEqual("", string.Join(Environment.NewLine, violations));
    }

    [TestMethod]
    [DataRow("Train/Recurrent/")]
    [DataRow("Train/Transformer/")]
    public void An_architecture_is_mentioned_by_the_catalog_and_the_writers_of_ONNX_alone(string folder)
    {
        var types = SourceTree.Files.Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal)).SelectMany(OwnTypes).ToArray();
        Assert.IsNotEmpty(types);
        var violations =
            from file in SourceTree.Files
            where !file.Path.StartsWith(folder, StringComparison.Ordinal) && !file.Path.StartsWith("SequencesCatalog.", StringComparison.Ordinal)
                && !file.Path.StartsWith("Export/Networks/", StringComparison.Ordinal)
            from type in types
            where file.Mentions.Contains(type)
            select $"{file.Path} mentions {type}";
        Assert.AreEqual("", string.Join(Environment.NewLine, violations));
    }

    [TestMethod]
    public void ONNX_is_known_to_Export_alone()
    {
        var violations = SourceTree.Files
            .Where(file => file.Stage is not ("Export" or "") && file.Mentions.Any(name => name.StartsWith("Graph", StringComparison.Ordinal) || name.StartsWith("IOperatorGraph", StringComparison.Ordinal)))
            .Select(file => file.Path);
        Assert.AreEqual("", string.Join(", ", violations));
    }

    [TestMethod]
    public void A_public_type_stands_in_a_file_of_its_name()
    {
        var misplaced =
            from type in typeof(SequencesCatalog).Assembly.GetExportedTypes()
            where !type.IsNested
            let name = type.Name.Split('`')[0]
            where !SourceTree.Files.Any(file => Path.GetFileNameWithoutExtension(file.Path) == name && file.Declares.Contains(name))
            select name;
        Assert.AreEqual("", string.Join(", ", misplaced));
    }

    [TestMethod]
    public void No_file_is_longer_than_three_hundred_lines()
    {
        var longFiles = SourceTree.Files.Where(file => file.Lines > 300).Select(file => $"{file.Path}: {file.Lines}");
        Assert.AreEqual("", string.Join(", ", longFiles));
    }

    // Names that several files declare (nested Cursor, Header) say nothing about who is meant.
    private static IEnumerable<string> OwnTypes(SourceTree.SourceFile file) =>
        file.Declares.Where(type => SourceTree.Files.Count(other => other.Declares.Contains(type)) == 1
            && Path.GetFileNameWithoutExtension(file.Path) == type);
}
