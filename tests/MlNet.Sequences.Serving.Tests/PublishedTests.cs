using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using PublicApiGenerator;

namespace MlNet.Sequences.Serving.Tests;

/// <summary>What the package shows to its users: the public API, and its readme.</summary>
[TestClass]
public sealed partial class PublishedTests
{
    // A program's last line, so that it ends.
    private const string Run = """
        await app.StartAsync();
        await app.Services.GetRequiredService<SequenceModels>().Loading;
        await app.StopAsync(new CancellationToken(true));
        await app.DisposeAsync();
        """;

    [TestMethod]
    public void The_public_API_is_the_approved_one()
    {
        string current = typeof(SequenceModels).Assembly.GeneratePublicApi(
            new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n").TrimEnd();
        string approved = Repository("tests", "MlNet.Sequences.Serving.Tests", "PublicApi.approved.txt");
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n").TrimEnd() == current)
            return;

        string received = Path.ChangeExtension(approved, ".received.txt").Replace(".approved.", ".", StringComparison.Ordinal);
        File.WriteAllText(received, current + "\n");
        Assert.Fail($"The public API differs from {approved}. If the change is meant, move {received} over it and commit it.");
    }

    [TestMethod]
    [DataRow("src/MlNet.Sequences.Serving/PACKAGE.md")]
    [DataRow("docs/serving.md")]
    public async Task Every_program_of_the_readme_and_the_documentation_starts_and_stops(string document)
    {
        string text = await File.ReadAllTextAsync(Repository(document.Split('/')));
        var options = ScriptOptions.Default
            .AddReferences(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator))
            .AddImports(
                "System", "System.Collections.Generic", "System.Linq", "System.Threading", "System.Threading.Tasks",
                "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Http", "Microsoft.Extensions.DependencyInjection");
        string[] blocks = [.. Block().Matches(text).Select(match => match.Groups["code"].Value)];
        Assert.IsNotEmpty(blocks);
        foreach (string block in blocks)
        {
            string program = block.Replace("\"sentiment.zip\"", $"\"{TestModels.Binary}\"", StringComparison.Ordinal)
                .Replace("WebApplication.CreateBuilder(args)", "WebApplication.CreateBuilder([\"--urls=http://127.0.0.1:0\"])")
                .Replace("app.Run();", Run, StringComparison.Ordinal);
            Assert.AreNotEqual(block, program);
            await CSharpScript.RunAsync(program, options);
        }
    }

    [TestMethod]
    public async Task The_readme_has_no_link_that_a_gallery_breaks()
    {
        string text = await File.ReadAllTextAsync(Repository("src", "MlNet.Sequences.Serving", "PACKAGE.md"));
        string[] targets = [.. Link().Matches(text).Select(match => match.Groups["target"].Value)];
        Assert.IsNotEmpty(targets);
        Assert.AreEqual("", string.Join(' ', targets.Where(target => !target.StartsWith("https://", StringComparison.Ordinal))));
    }

    private static string Repository(params string[] parts)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "MlNet.sln")))
            root = root.Parent!;
        return Path.Combine([root.FullName, .. parts]);
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?<target>[^)]+)\)")]
    private static partial Regex Link();
}
