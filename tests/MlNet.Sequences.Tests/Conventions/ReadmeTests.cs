using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Runs the C# of the README and of the documents as it stands, but for the paths, on a data set of a hundred reviews.</summary>
[TestClass]
public sealed partial class ReadmeTests
{
    [TestMethod]
    public async Task Every_code_block_of_the_README_runs()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("aclImdb_v1.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(Reviews())));
        string vectors = folder.Write("reviews.vec", $"2 128\nfine{string.Concat(Enumerable.Repeat(" 0.1", 128))}\ndull{string.Concat(Enumerable.Repeat(" -0.1", 128))}\n");
        string[] blocks = [.. CodeBlock().Matches(await File.ReadAllTextAsync(Repository.Path("README.md")))
            .Select(match => match.Groups["code"].Value
                .Replace("aclImdb_v1.tar.gz", archive, StringComparison.Ordinal)
                .Replace("\"sentiment.zip\"", $"\"{folder.At("sentiment.zip")}\"", StringComparison.Ordinal)
                .Replace("\"imdb.cache\"", $"\"{folder.At("imdb.cache")}\"", StringComparison.Ordinal)
                .Replace("\"fit.csv\"", $"\"{folder.At("fit.csv")}\"", StringComparison.Ordinal)
                .Replace("\"runs/lstm\"", $"\"{folder.At("runs")}\"", StringComparison.Ordinal)
                .Replace("\"checkpoints/", $"\"{folder.At("checkpoints")}/", StringComparison.Ordinal)
                .Replace("\"reviews.vec\"", $"\"{vectors}\"", StringComparison.Ordinal))];
        Assert.IsGreaterThanOrEqualTo(2, blocks.Length);

        // Each block is a program of its own, in the README's order: the second loads what the first saved.
        foreach (string block in blocks)
            await RunAsync(block);

        Assert.IsTrue(File.Exists(folder.At("sentiment.zip")));
        Assert.IsTrue(File.Exists(folder.At("fit.csv")));
        Assert.HasCount(1, Directory.GetFiles(folder.At("runs")));
        Assert.IsNotEmpty(Directory.GetFiles(folder.At("checkpoints/first")));
    }

    [TestMethod]
    public async Task Every_code_block_about_caching_runs_and_the_second_time_from_the_cache()
    {
        using var folder = new ScratchFolder();
        string archive = folder.Write("aclImdb_v1.tar.gz", ImdbSample.Gzip(ImdbSample.Tar(Reviews())));
        string table = folder.Write("reviews.tsv", "1\ta fine film\n0\ta dull film\n");
        string[] blocks = [.. CodeBlock().Matches(await File.ReadAllTextAsync(Repository.Path("docs", "caching.md")))
            .Select(match => match.Groups["code"].Value
                .Replace("aclImdb_v1.tar.gz", archive, StringComparison.Ordinal)
                .Replace("\"imdb.cache\"", $"\"{folder.At("imdb.cache")}\"", StringComparison.Ordinal)
                .Replace("\"sentiment.zip\"", $"\"{folder.At("sentiment.zip")}\"", StringComparison.Ordinal)
                .Replace("\"reviews.tsv\"", $"\"{table}\"", StringComparison.Ordinal)
                .Replace("\"caches/", $"\"{folder.At("caches")}/", StringComparison.Ordinal))];
        Assert.HasCount(2, blocks);
        foreach (string block in blocks)
            await RunAsync(block);
        string[] caches = [folder.At("imdb.cache"), folder.At("caches/reviews.cache")];
        DateTime[] written = [.. caches.Select(File.GetLastWriteTimeUtc)];
        foreach (string block in blocks)
            await RunAsync(block);
        CollectionAssert.AreEqual(written, caches.Select(File.GetLastWriteTimeUtc).ToArray());
        Assert.IsTrue(File.Exists(folder.At("sentiment.zip")));
    }

    private static Task<ScriptState<object>> RunAsync(string block) => CSharpScript.RunAsync(block, ScriptOptions.Default
        .AddReferences(AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic && a.Location.Length > 0))
        .AddReferences(typeof(MLContext).Assembly, typeof(SequencesCatalog).Assembly, typeof(BinaryClassificationCatalog).Assembly)
        .AddImports("System", "System.IO", "System.Linq", "System.Collections.Generic"));

    private static IEnumerable<(string Path, string Text)> Reviews()
    {
        foreach (string part in new[] { "test", "train" })
        {
            for (int i = 0; i < 30; i++)
            {
                yield return ($"aclImdb/{part}/neg/{i}_2.txt", $"A dull film, number {i}, and a waste of time.");
                yield return ($"aclImdb/{part}/pos/{i}_9.txt", $"A fine film, number {i}, and worth the ticket.");
            }
        }

        yield return ("aclImdb/train/unsup/0_0.txt", "A film.");
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
