using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MlNet.Sequences.Notebooks;

namespace MlNet.Sequences.Tests;

/// <summary>
/// The notebooks as they are committed: every cell runs against this build, and the programs beside them are theirs.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class NotebookTests
{
    private static readonly string Folder = Repository.Path("notebooks");

    public static IEnumerable<object[]> All =>
        Directory.GetFiles(Folder, "*.ipynb").Order(StringComparer.Ordinal)
        .Select(path => new object[] { Path.GetFileName(path) });

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task Every_cell_runs_and_shows_something_where_the_committed_one_does(string name)
    {
        Notebook committed = Notebook.Read(Path.Combine(Folder, name)), run = Notebook.Read(Path.Combine(Folder, name));
        await NotebookRunner.RunAsync(run, Folder);
        Assert.IsTrue(committed.Cells.Any(cell => cell.Outputs.Any()), "outputs are committed");
        foreach (var (before, now) in committed.Cells.Zip(run.Cells))
        {
            Assert.AreEqual(before.Outputs.Any(), now.Outputs.Any(), before.Source);
            Assert.IsFalse(before.Outputs.Any(output => output.StartsWith("error", StringComparison.Ordinal)), before.Source);
        }
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void The_program_beside_a_notebook_is_made_of_it_and_compiles(string name)
    {
        string app = FileBasedApp.Of(Notebook.Read(Path.Combine(Folder, name)), name);
        Assert.AreEqual(
            app, File.ReadAllText(Path.Combine(Folder, Path.ChangeExtension(name, ".cs"))),
            "make it anew, as notebooks/README.md says");

        // A file-based app's directives are for dotnet run, and its implicit usings come from the SDK.
        string code = string.Join(
            '\n', app.Split('\n').Select(line => line.StartsWith("#:", StringComparison.Ordinal) ? "" : line));
        const string Implicit =
            "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic; " +
            "global using System.Threading.Tasks;";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "app", [CSharpSyntaxTree.ParseText(Implicit), CSharpSyntaxTree.ParseText(code)], references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        Assert.AreEqual(
            "",
            string.Join('\n', compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
    }

    [TestMethod]
    public async Task A_cell_that_fails_is_an_error_that_shows_the_cell()
    {
        using var folder = new ScratchFolder();
        string path = folder.Write(
            "one.ipynb", Json("int i = 1;", "display(i + 1);\n\"text\"", "throw new InvalidDataException($\"i is {i}\");"));
        var notebook = Notebook.Read(path);
        var error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(
            () => NotebookRunner.RunAsync(notebook, folder.Path));
        StringAssert.Contains(error.Message, "i is 1");
        StringAssert.Contains(error.Message, "throw new InvalidDataException");
        CollectionAssert.AreEqual(new[] { "2", "text" }, notebook.Cells.ElementAt(1).Outputs.ToArray());
    }

    [TestMethod]
    public void A_file_that_is_no_notebook_is_refused_by_its_name()
    {
        using var folder = new ScratchFolder();
        foreach (string text in new[] { "{", "{}", "[]", "{\"nbformat\": 3, \"cells\": []}" })
        {
            string path = folder.Write("no.ipynb", text);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Notebook.Read(path)).Message, "no.ipynb");
        }
    }

    private static string Json(params string[] cells) => ReflectionJson.Serialize(new
    {
        nbformat = 4,
        cells = cells.Select(
            cell => new
            {
                cell_type = "code",
                source = cell.Split('\n').Select(
            (line, i) => i == 0 ? line : $"\n{line}"),
                outputs = Array.Empty<object>()
            }),
    });
}
