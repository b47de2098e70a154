using System.Globalization;
using PublicApiGenerator;

namespace MlNet.Sequences.Plots.Tests;

[TestClass]
public sealed class SavedPlotTests
{
    private static readonly Plot Plot = ModelPlots.LengthHistogram([1, 2, 3]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnet-sequences-plots-tests-");

    [TestCleanup]
    public void Remove() => _folder.Delete(recursive: true);

    [TestMethod]
    public void The_ending_says_what_is_saved_and_nothing_else_is_left()
    {
        foreach (string name in (string[])["plot.svg", "plot.html"])
        {
            File.WriteAllText(At(name), "earlier");
            Plot.Save(At(name));
        }

        Assert.StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"", File.ReadAllText(At("plot.svg")));
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(At("plot.html")));
        Assert.HasCount(2, _folder.GetFiles());
    }

    [TestMethod]
    public void What_killed_processes_left_beside_the_file_is_removed()
    {
        foreach (string name in (string[])[".mlnet-sequences-left.tmp", ".others-left.tmp"])
        {
            File.WriteAllText(At(name), "half");
            File.SetLastWriteTimeUtc(At(name), DateTime.UtcNow.AddMinutes(-5));
        }

        Plot.Save(At("plot.svg"));

        CollectionAssert.AreEquivalent((string[])[At("plot.svg"), At(".others-left.tmp")], Directory.GetFiles(_folder.FullName));
    }

    [TestMethod]
    public void What_can_not_be_saved_is_an_error_and_leaves_nothing()
    {
        Assert.Contains("'.png'", Assert.ThrowsExactly<ArgumentException>(() => Plot.Save(At("plot.png"))).Message);
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => Plot.Save(At("missing/plot.svg")));
        _folder.CreateSubdirectory("folder.svg");
        Assert.ThrowsExactly<IOException>(() => Plot.Save(At("folder.svg")));
        Assert.IsEmpty(_folder.GetFiles());
    }

    [TestMethod]
    public void A_plot_is_the_same_in_every_culture_and_loads_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
            CultureInfo.CurrentCulture = german;
            float[] scores = [0.125f, 1234.5f, -0.5f];
            string there = ModelPlots.ScoreDistribution(scores, [true, false, true]).ToHtml();
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            Assert.AreEqual(ModelPlots.ScoreDistribution(scores, [true, false, true]).ToHtml(), there);
            Assert.DoesNotContain("<script", there);
            Assert.DoesNotContain("href", there);
            Assert.DoesNotContain("url(", there);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void Notebooks_find_by_its_name_how_a_plot_is_shown()
    {
        // As they do, with no type of ours but the plot's.
        object attribute = typeof(Plot).GetCustomAttributes(inherit: false)
            .Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        var sourceType = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var formatters = (IEnumerable<object>)sourceType.GetMethod("CreateTypeFormatters")!.Invoke(
            Activator.CreateInstance(sourceType), [])!;
        var shown = formatters.ToDictionary(f => (string)f.GetType().GetProperty("MimeType")!.GetValue(f)!, f =>
        {
            using var writer = new StringWriter();
            Assert.IsTrue((bool)f.GetType().GetMethod("Format")!.Invoke(f, [Plot, writer])!);
            return writer.ToString();
        });

        Assert.AreEqual(Plot.ToHtml(), shown["text/html"]);
        Assert.Contains(Plot.Description, shown["text/plain"]);
    }

    [TestMethod]
    public void The_public_API_is_the_approved_one()
    {
        string current = typeof(ModelPlots).Assembly.GeneratePublicApi(
            new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n").TrimEnd();
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "MlNet.sln")))
            root = root.Parent!;
        string approved = Path.Combine(root.FullName, "tests", "MlNet.Sequences.Plots.Tests", "PublicApi.approved.txt");
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n").TrimEnd() == current)
            return;

        string received = Path.ChangeExtension(approved, ".received.txt").Replace(".approved.", ".", StringComparison.Ordinal);
        File.WriteAllText(received, current + "\n");
        Assert.Fail($"The public API differs from {approved}. If the change is meant, move {received} over it and commit it.");
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
