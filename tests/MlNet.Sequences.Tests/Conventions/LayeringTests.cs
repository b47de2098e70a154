namespace MlNet.Sequences.Tests.Conventions;

[TestClass]
public sealed class LayeringTests
{
    /// <summary>What is of no stage; each knows those before it.</summary>
    private static readonly string[] Foundations = ["Common", "Interop", "Runtime"];

    /// <summary>The way that data flow, and what a fit is made of. A stage knows those before it and none behind it.</summary>
    private static readonly string[] Stages =
    [
        .. Foundations,
        "Load", "Tokenize", "Pad", "Cache",
        "Batches", "Series", "ForecastEvaluation", "Language", "Kernels", "Networks", "Encoders", "Objectives", "Ngrams", "Model",
        "Embeddings", "Vectors", "Callbacks", "Options", "Examples", "Train", "Score", "Forecast", "Export", "Pretrained",
        "Predict", "Explain", "Ensembles", "Recipes", "Catalog",
    ];

    [TestMethod]
    public void Every_file_is_in_the_folder_of_a_stage()
    {
        var unknown = SourceTree.Files.Where(file => file.Stage != "Properties" && !Stages.Contains(file.Stage))
            .Select(file => file.Path);
        Assert.AreEqual("", string.Join(", ", unknown));
    }

    [TestMethod]
    public void A_stage_uses_those_before_it_alone()
    {
        Assert.IsGreaterThan(500, StageGraph.Uses.Count, "uses that were read from the assembly");
        var violations = StageGraph.Uses
            .Where(use => Array.IndexOf(Stages, use.UsedStage) > Array.IndexOf(Stages, use.Stage))
            .Select(use => $"{use.Stage} uses {use.UsedStage}: {use.Type} mentions {use.UsedType}");
        Assert.AreEqual("", string.Join(Environment.NewLine, violations));
    }

    [TestMethod]
    public void The_document_of_the_architecture_draws_the_stages_as_they_are()
    {
        var lines = Stages.Select(stage => $"{stage}: " + string.Join(", ", Stages.Where(used =>
            !Foundations.Contains(used) && StageGraph.Uses.Any(use => use.Stage == stage && use.UsedStage == used))));
        string drawn = string.Join('\n', lines.Skip(Foundations.Length).Select(line => line.TrimEnd(' ', ':')));
        string document = File.ReadAllText(Repository.Path("docs", "architecture.md")).ReplaceLineEndings("\n");
        Assert.Contains($"```\n{drawn}\n```", document);
    }

    [TestMethod]
    public void No_stage_is_longer_than_four_thousand_lines()
    {
        var tooLong = SourceTree.Files.GroupBy(file => file.Stage).Where(stage => stage.Sum(file => file.Lines) > 4_000)
            .Select(stage => $"{stage.Key}: {stage.Sum(file => file.Lines)}");
        Assert.AreEqual("", string.Join(", ", tooLong));
    }

    [TestMethod]
    [DataRow("Networks/Recurrent/")]
    [DataRow("Networks/Transformer/")]
    [DataRow("Encoders/")]
    public void An_architecture_is_mentioned_by_its_options_forecasters_and_the_writers_of_ONNX_alone(string folder)
    {
        var types = SourceTree.Files.Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal)).SelectMany(OwnTypes)
            .ToArray();
        Assert.IsNotEmpty(types);
        var violations =
            from file in SourceTree.Files
            where !file.Path.StartsWith(folder, StringComparison.Ordinal)
            && !file.Path.StartsWith("Options/", StringComparison.Ordinal)
                && !file.Path.StartsWith("Pretrained/", StringComparison.Ordinal)
                && !file.Path.StartsWith("Export/Networks/", StringComparison.Ordinal)
                && !file.Path.StartsWith("Forecast/Networks/", StringComparison.Ordinal)
            from type in types
            where file.Mentions.Contains(type)
            select $"{file.Path} mentions {type}";
        Assert.AreEqual("", string.Join(Environment.NewLine, violations));
    }

    [TestMethod]
    public void A_public_type_stands_in_a_file_of_its_name()
    {
        var misplaced =
            from type in typeof(SequencesCatalog).Assembly.GetExportedTypes()
            where !type.IsNested
            let name = type.Name.Split('`')[0]
            where !SourceTree.Files.Any(
                file => Path.GetFileNameWithoutExtension(file.Path) == name && file.Declares.Contains(name))
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
