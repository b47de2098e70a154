namespace MlNet.Sequences.Tests;

/// <summary>A script's process, where the SDK turns off serialization by reflection and generated code.</summary>
[TestClass]
public sealed class ScriptTests
{
    [TestMethod]
    public async Task A_script_fits_resumes_caches_saves_loads_and_exports()
    {
        using var folder = new ScratchFolder();
        string data = folder.Write(
            "reviews.tsv",
            "Text\tLabel\n" +
            string.Concat(Enumerable.Range(0, 20).Select(i => $"a fine film {i}\ttrue\na dull film {i}\tfalse\n")));

        var (exitCode, output, errors) = await DotnetProcess.RunAsync(
            [Repository.TestProgram("MlNet.Sequences.Script"), data, folder.Path], [], CancellationToken.None);

        Assert.AreEqual(0, exitCode, errors);
        CollectionAssert.AreEqual(
            new[]
            {
                "JSON by reflection: False, generated code: False",
                "options read again: True",
                "fitted again: True",
                "from the checkpoint: True, from the cache: True",
                "loaded: True",
                "evaluated: True",
                "exported: True",
                "drawn: True",
            },
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
